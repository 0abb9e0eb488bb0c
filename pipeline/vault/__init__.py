"""The vault: originals that must be kept, sealed one by one, and readable only with a second person's word.

A data key for each call (Tink streaming AEAD) encrypts its original; a tenant's key wraps the data keys.
Destroying a wrapped key destroys the original, in every backup of the sealed bytes too.
"""

from sourdine.pipeline.vault.keepers import Keeper, open_keeper
from sourdine.pipeline.vault.vault import Vault, open_vault

__all__ = ["Keeper", "Vault", "open_keeper", "open_vault"]
