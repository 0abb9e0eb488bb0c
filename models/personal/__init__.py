"""Finding personal data in the words of a conversation."""

from sourdine.models.personal.detector import Detection, PersonalDataDetector
from sourdine.models.personal.settings import DetectorSettings

__all__ = ["Detection", "DetectorSettings", "PersonalDataDetector"]
