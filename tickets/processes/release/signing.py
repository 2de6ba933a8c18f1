"""Who signs a release, or a region's row in it, and what: `tickets/signing.py` does the rest."""

from __future__ import annotations

import hashlib

from tickets.processes.release.codes import Purpose
from tickets.processes.release.details import ReleaseSign
from tickets.processes.release.parties import parties
from tickets.signing import Signing

WHY = "a rule of the release itself"
SIGNERS = "release_signers"  # those who have signed what is void now
PARTY = "release_party"  # those whose signature is missing


def digest_of(subject, purpose: str) -> str:
    """What is signed: a fixed scope; the halt at hand; a region's row as it says itself."""
    detail = subject.root.detail()
    said = [str(detail.scope_number), detail.scope_digest]
    if purpose == Purpose.LIFT:
        said += [
            detail.halted_at.isoformat() if detail.halted_at else "",
            str(detail.halters),
            str(detail.halted_waves),
        ]
    if subject is not subject.root:
        said.append(str(subject.sign_digest(purpose)))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


OF_RELEASES = Signing(
    model=ReleaseSign,
    why=WHY,
    parties=parties,
    digest_of=digest_of,
    notes=("signature", "signatures_missing", "signatures_voided"),
    missing_told=PARTY,
    voided_told=SIGNERS,
)
signs, missing, sentence = OF_RELEASES.signs, OF_RELEASES.missing, OF_RELEASES.sentence
may_sign, all_signed = OF_RELEASES.may_sign, OF_RELEASES.all_signed
sign, void, void_outdated = OF_RELEASES.sign, OF_RELEASES.void, OF_RELEASES.void_outdated
