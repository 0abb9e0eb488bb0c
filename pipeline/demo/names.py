"""What the demo calls and the entities are called on the page, in English and French."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, str]] = {
    "fr-card": ("Paying a bill by card", "Payer une facture par carte"),
    "fr-contract": ("Changing an insurance contract", "Modifier un contrat d’assurance"),
    "fr-delivery": ("A parcel that did not arrive", "Un colis qui n’est pas arrivé"),
    "en-card": ("Paying an invoice by card", "Régler une facture par carte"),
    "en-claim": ("Reporting an accident", "Déclarer un accident"),
    "en-account": ("Changing an internet contract", "Changer d’abonnement internet"),
}

ENTITIES: Mapping[str, tuple[str, str, str]] = {
    "PERSON": ("person", "name", "nom"),
    "DATE_OF_BIRTH": ("person", "date of birth", "date de naissance"),
    "AGE": ("person", "age", "âge"),
    "PHONE_NUMBER": ("contact", "phone number", "téléphone"),
    "EMAIL_ADDRESS": ("contact", "e-mail", "e-mail"),
    "ADDRESS": ("place", "address", "adresse"),
    "LOCATION": ("place", "town", "ville"),
    "CREDIT_CARD": ("payment", "card number", "numéro de carte"),
    "CARD_EXPIRY": ("payment", "card expiry", "expiration"),
    "CARD_CVV": ("payment", "security code", "cryptogramme"),
    "IBAN_CODE": ("payment", "IBAN", "IBAN"),
    "BANK_ACCOUNT": ("payment", "bank account", "compte bancaire"),
    "ACCOUNT_ID": ("number", "customer number", "numéro client"),
    "NATIONAL_ID": ("number", "national number", "numéro d’identité"),
    "COMPANY_ID": ("number", "company number", "SIREN"),
    "LICENSE_PLATE": ("number", "number plate", "immatriculation"),
    "PASSWORD": ("number", "secret", "secret"),
    "KEYED_DIGITS": ("number", "keys pressed", "touches composées"),
    "HEALTH": ("health", "health", "santé"),
}
"""Entity → family (one colour each), English name, French name."""

OTHER = ("health", "personal data", "donnée personnelle")
"""For an entity that somebody added."""


def family(entity: str) -> str:
    """The family of an entity, which gives it its colour."""
    return ENTITIES.get(entity, OTHER)[0]
