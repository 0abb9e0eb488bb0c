"""The one way from a recording to its safe copy, top to bottom.

    consent gate → decode → listen → detect → plan → mask → verify → publish

Whoever drives it (this process, Ray, a hook) calls `safe_copy` for each recording and gets an
`Outcome`; only `StopJob` and an interruption come through.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

from sourdine.models.personal import PersonalDataDetector
from sourdine.models.personal.settings import UNREADABLE
from sourdine.models.speech import Recogniser
from sourdine.pipeline.artefacts import artefacts, manifest_bytes, retention_end
from sourdine.pipeline.audio import channel_16k, decode, encoded
from sourdine.pipeline.bleed import measure_bleed
from sourdine.pipeline.consent import ConsentFile, assumed_consent, gate, read_consent, strictest
from sourdine.pipeline.desk import Desk, keep_away
from sourdine.pipeline.detect import detect_words
from sourdine.pipeline.disguise import disguised
from sourdine.pipeline.errors import Quarantine, Reason, Refused, Retry, StopJob
from sourdine.pipeline.fetch import fetched, sidecar
from sourdine.pipeline.journal import Journal
from sourdine.pipeline.journal.outcomes import act_of
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.listen import listen
from sourdine.pipeline.manifest import FileFacts
from sourdine.pipeline.mask import mask
from sourdine.pipeline.originals import Custody
from sourdine.pipeline.plan import make_plan, widen
from sourdine.pipeline.publish import is_published, publish
from sourdine.pipeline.quarantine import describe, release, set_aside
from sourdine.pipeline.records import (
    Consent,
    Heard,
    Outcome,
    PersonalSpan,
    RedactionPlan,
    Sound,
    Verdict,
)
from sourdine.pipeline.rehear import hearing_again
from sourdine.pipeline.roles import DOUBTED, roles
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.settings import PlanSettings, Settings
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.tones import find_keyed, moments_of, without_keys
from sourdine.pipeline.transcripts.find import TranscriptPlace
from sourdine.pipeline.transcripts.hear import hear_transcript
from sourdine.pipeline.turns import speakers_of
from sourdine.pipeline.unheard import Unheard
from sourdine.pipeline.verify import verify
from sourdine.pipeline.wording import writer

ROUNDS = 3
"""How often a copy in which a silenced word is heard again is silenced wider before it is set aside."""

SAMPLES_ONLY = "the safe copy was checked by its samples alone: no model was named to listen to it again"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tools:
    """What every recording of a job needs, made once."""

    settings: Settings
    storage: Storage
    recogniser: Recogniser | None  # none: only with transcripts, and nobody listens again
    detector: PersonalDataDetector
    keys: Keyset
    consents: ConsentFile | None = None
    lawful_basis: str | None = None  # what the operator answers for where there is no record
    transcripts: TranscriptPlace | None = None  # in the place of listening
    journal: Journal | None = None  # none: whoever drives writes down what became of each recording
    desk: Desk | None = None  # the catalogue; none: only records beside the calls count
    custody: Custody | None = None  # of originals; none: each stays where it is
    cores: int = 1  # for one recording; its channels are then looked at side by side

    @cached_property
    def digest(self) -> str:
        """Of the settings, for manifests."""
        return self.settings.digest()


@dataclass(frozen=True, slots=True)
class Redaction:
    """A finished safe copy, not yet published."""

    sound: Sound
    audio: Path  # its file, in the working folder
    heard: Heard
    speakers: tuple[str, ...]  # of each channel
    plan: RedactionPlan
    verdict: Verdict
    warnings: tuple[str, ...] = ()


def safe_copy(source: Source, tools: Tools, record: bytes | None = None) -> Outcome:
    """Take one recording all the way. Raises `StopJob` and nothing else on purpose.

    ``record`` is a consent record (JSON) that came with the listing; others that speak of the call count too.
    """
    call = call_id(source, tools.keys.call_id)
    step = _Step()
    try:
        outcome = _or_set_aside(source, call, tools, step, record)
        if tools.custody and outcome.state in ("published", "skipped"):
            tools.custody.settle(source, call)
        if tools.journal and (act := act_of(outcome, tools.settings.consent.purpose)):
            tools.journal.write(act)
        return outcome
    except Retry as error:
        return Outcome(call, source.locator, "failed", "retry", str(error), step.seconds, steps=step.times)


def _or_set_aside(source: Source, call: str, tools: Tools, step: _Step, record: bytes | None) -> Outcome:
    """Raises `StopJob`, and `Retry` also where the store does not take the quarantine entry."""
    try:
        return _steps(source, call, tools, step, record)
    except (StopJob, Retry):
        raise
    except Refused as error:
        set_aside(tools.storage, call, error, step.name, datetime.now(UTC))
        return Outcome(
            call, source.locator, "refused", error.reason, error.message, step.seconds, steps=step.times
        )
    except Exception as error:  # fail closed: whatever it is, the recording is set aside
        if not isinstance(error, Quarantine):
            _log.error("call %s: %s while trying to %s", call, type(error).__name__, step.name)
        set_aside(tools.storage, call, error, step.name, datetime.now(UTC))
        reason, message = describe(error)
        return Outcome(call, source.locator, "quarantined", reason, message, step.seconds, steps=step.times)


class _Step:
    """Where a recording is, for the quarantine entry of one that fails, and what each step took.

    ``times`` are seconds of this thread on a processor, so that they hold when several recordings take
    turns; a recogniser works in threads of its own and does not count, nor do further cores (`Tools.cores`).
    """

    def __init__(self) -> None:
        self.seconds = 0.0  # of sound
        self._name, self._since = "start", time.thread_time()
        self._times: defaultdict[str, float] = defaultdict(float)

    @property
    def name(self) -> str:
        """The step that is going on."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        now = time.thread_time()
        self._times[self._name] += now - self._since
        self._name, self._since = name, now

    @property
    def times(self) -> dict[str, float]:
        """Seconds by step, until now."""
        self.name = self._name
        return {name: round(seconds, 4) for name, seconds in self._times.items()}


def _steps(source: Source, call: str, tools: Tools, step: _Step, record: bytes | None) -> Outcome:
    settings = tools.settings
    keep_away(tools.storage, call, settings.consent.purpose, tools.desk)
    if is_published(tools.storage, call):
        if tools.desk:
            tools.desk.adopt(call, datetime.now(UTC))
        return Outcome(call, source.locator, "skipped")
    step.name = "check consent"
    permit = allowed(source, tools, datetime.now(UTC), record)
    step.name = "decode"
    with fetched(source, settings.audio.max_bytes) as path:
        sound = decode(path, settings.audio, source.name)
        with path.open("rb") as stream:
            origin = FileFacts(hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size)
    step.seconds = sound.format.frames / sound.format.rate
    step.name = "read transcript"
    transcript = tools.transcripts.read(source) if tools.transcripts else None
    with working_folder() as folder:
        redaction = redact(sound, tools, folder, step, transcript)
        step.name = "publish"
        published = _publish(call, source, redaction, origin, permit, tools)
    release(tools.storage, call)
    counts = Counter(region.entity for region in redaction.plan.regions)
    warnings = redaction.warnings
    if settings.listen_again and not redaction.verdict.listened:
        warnings += (SAMPLES_ONLY,)
    return Outcome(
        call,
        source.locator,
        published,
        seconds=step.seconds,
        regions=dict(counts),
        steps=step.times,
        warnings=warnings,
    )


@dataclass(frozen=True, slots=True)
class Permit:
    """What allows a recording, and the records that came with it."""

    consent: Consent
    records: tuple[Consent, ...] = ()
    assumed: bool = False  # an operator's word, because there is no record


def allowed(source: Source, tools: Tools, now: datetime, listed: bytes | None = None) -> Permit:
    """What allows the recording: records beside it, in files given, in the catalogue. Raises `Refused`."""
    beside = sidecar(source, ".consent.json")
    records = [read_consent(one) for one in (listed, beside) if one is not None]
    if tools.consents and (filed := tools.consents.of(source.name)):
        records.append(filed)
    call, policy = call_id(source, tools.keys.call_id), tools.settings.consent
    known = tools.desk.applies(call, records, source.locator, now) if tools.desk else None
    record = reduce(strictest, records, known)
    if record is None and tools.lawful_basis is not None:
        return Permit(assumed_consent(tools.lawful_basis, policy.purpose), assumed=True)
    permit = Permit(gate(record, policy, policy.purpose, now), tuple(records), assumed=record is None)
    if retention_end(permit.consent, tools.settings, now) <= now.date():
        raise Refused(Reason.RETENTION_OVER, "the call is older than copies of it may be kept")
    return permit


def redact(
    sound: Sound,
    tools: Tools,
    folder: Path,
    step: _Step | None = None,
    transcript: bytes | None = None,
) -> Redaction:
    """From sound to a verified safe copy in ``folder``, by a given transcript if there is one.

    Raises `Quarantine`.
    """
    step, settings = step or _Step(), tools.settings
    keyed = find_keyed(sound, tools.cores)
    heard, spans, speakers, wanted = _understand(without_keys(sound, keyed), tools, step, transcript)
    if any(span.entity == UNREADABLE for span in spans):
        raise Quarantine(Reason.DETECTOR_FAILED, "part of the text could not be searched for personal data")
    step.name = "plan"
    moments = (*moments_of(keyed, heard, settings.detect.entities), *heard.unheard)
    bleed = measure_bleed(sound, heard.speech, tools.cores)
    plan = make_plan(sound.format, heard, spans, wanted, bleed, moments)
    spoken = disguised(sound) if settings.disguise else sound
    again = None
    if tools.recogniser and settings.listen_again:
        again = hearing_again(tools.recogniser, heard.language)
    for _ in range(ROUNDS):
        step.name = "mask"
        safe, audio = encoded(mask(spoken, plan, settings.effect), folder, settings.audio)
        step.name = "verify"
        verdict = verify(spoken, safe, plan, heard, spans, again)
        if not verdict.residues:
            break
        plan = widen(plan, heard, verdict.residues, wanted)
    if not verdict.clean:
        raise Quarantine(Reason.NOT_CLEAN, "; ".join(verdict.reasons[:3]))
    doubted = speakers != speakers_of(sound.format.channels, settings.speakers)
    return Redaction(safe, audio, heard, speakers, plan, verdict, (DOUBTED,) if doubted else ())


def _understand(
    sound: Sound, tools: Tools, step: _Step, transcript: bytes | None
) -> tuple[Heard, tuple[PersonalSpan, ...], tuple[str, ...], PlanSettings]:
    """What was said, what of it is personal, who speaks where, and how it is to be silenced."""
    settings, write = tools.settings, writer(tools.settings.text, tools.keys.text)
    step.name = "listen" if transcript is None else "read transcript"
    channels = [channel_16k(sound, number) for number in range(sound.format.channels)]
    language = None if settings.speech.language == "auto" else settings.speech.language
    rule = Unheard(settings.speech.unheard == "mute", settings.speech.unheard_seconds)
    if transcript is not None:
        given = hear_transcript(transcript, channels, language, settings.speakers, rule)
        step.name = "detect"
        spans = detect_words(given.by_speaker(), tools.detector, given.speakers, write)
        everywhere = settings.plan.all_channels or given.every_channel
        told = speakers_of(sound.format.channels, settings.speakers)
        return given.covering(spans), spans, told, replace(settings.plan, all_channels=everywhere)
    if tools.recogniser is None:
        raise StopJob("neither a model nor a transcript is given")
    heard = listen(channels, tools.recogniser, language, rule, tools.cores)
    step.name = "detect"
    speakers = roles(heard, sound.format.channels, settings.speakers)
    wanted = settings.plan.suiting(tools.recogniser.trust.times)
    return heard, detect_words(heard, tools.detector, speakers, write), speakers, wanted


def _publish(
    call: str, source: Source, redaction: Redaction, origin: FileFacts, permit: Permit, tools: Tools
) -> Any:
    """Ask the catalogue once more, publish, tell it. Raises `Refused` if consent was withdrawn meanwhile."""
    now, desk = datetime.now(UTC), tools.desk
    sealed = desk.seal(call, source.locator, permit.records) if desk else ""
    if desk:
        desk.begin(call, permit.records, permit.assumed, now)

    def manifest(placed: Mapping[str, FileFacts]) -> bytes:
        return manifest_bytes(call, redaction, origin, permit.consent, tools, now, placed, sealed)

    outcome = publish(tools.storage, call, artefacts(call, redaction, permit.consent, tools, now), manifest)
    if desk:
        desk.adopt(call, datetime.now(UTC))
    return outcome
