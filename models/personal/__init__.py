"""Finding personal data in the words of a conversation."""

from sourdine.models.personal.detector import Detection, DetectorSettings, PersonalDataDetector

__all__ = ["Detection", "DetectorSettings", "PersonalDataDetector"]
