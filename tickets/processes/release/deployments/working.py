"""What testing, deciding and deploying in a region bring about; which version ran from when is written here alone."""

from __future__ import annotations

from engine.context import Context
from tickets import codes as ticket_codes
from tickets.processes import touching
from tickets.processes.release import rolling
from tickets.processes.release.deployments import effects, guards, incidents, signed
from tickets.processes.release.deployments.reading import WHY

# --- Test, training, communication ---


def start_test(context: Context) -> None:
    context.subject.test_started_at = context.at
    _runs(context, context.subject.test_environment, context.at)


def finish_test(context: Context) -> None:
    from tickets import words

    context.subject.tested_at = context.at
    words.keep_files(context, context.data["test_protocol"])
    if named := context.data.get("defect_links"):
        context.notes["defects"] = {"cases": [one.pk for one in named], "for": ticket_codes.Audience.CUSTOMER}
    context.tell(effects.DECIDERS)


def confirm_training(context: Context) -> None:
    context.subject.trained_at = context.at


def confirm_communication(context: Context) -> None:
    context.subject.communicated_at = context.at


# --- Go ---


def sign_go(context: Context) -> None:
    """Whoever signs has ticked the list; a no-go that was said before no longer holds."""
    row = context.subject
    for name in guards.TICKED:
        setattr(row, name.removeprefix("go_"), True)
    row.no_go_at = None
    signed.sign(context, signed.GO, then="go")


def go(context: Context) -> None:
    context.subject.go_at = context.at
    effects.remind_of_start(context)
    effects.tell_leader(context)
    effects.tell_vendor(context)


def no_go(context: Context) -> None:
    row = context.subject
    row.no_go_at = context.at
    row.reserve_routine = row.staffing = row.back_out = False
    signed.void(context, signed.GO)
    context.tell(effects.REGION)
    effects.tell_leader(context)


# --- Deployment ---


def start(context: Context) -> None:
    context.subject.actual_start = context.data["actual_start"]
    effects.stop_reminding(context)
    context.tell(effects.REGION)
    effects.tell_leader(context)


def finish(context: Context) -> None:
    row = context.subject
    row.actual_end = context.data["actual_end"]
    _runs(context, row.environment, row.actual_end)
    effects.remind_of_verification(context)
    context.tell(effects.VERIFIERS)
    effects.tell_leader(context)


def _runs(context: Context, environment: str, since) -> None:
    """The version of the release runs from then on in every component that it touches."""
    from tickets.models import DeploymentSpell

    row, version = context.subject, context.root.detail().release_version
    for service in touching.services_of(context.root):
        context.add(
            lambda event, texts, service=service: DeploymentSpell(
                row=row,
                ticket=event.ticket,
                region_id=row.region_id,
                environment=environment,
                service=service,
                version=version,
                from_at=since,
                event_seq=event.seq,
            )
        )


def report(context: Context) -> None:
    """Kept as the vendor's word; the region is asked to confirm it by its own step."""
    from tickets.models import VendorReport

    data, hat, person = context.data, context.hat, context.actor.person
    context.subject.reported_at = context.at
    context.add(
        lambda event, texts: VendorReport(
            row=context.subject,
            ticket=event.ticket,
            outcome=data["vendor_outcome"],
            started_at=data["actual_start"],
            ended_at=data.get("actual_end"),
            person=person,
            role_label=hat.label,
            organisation=hat.organisation,
            at=event.at,
            event_seq=event.seq,
        )
    )
    said = {"outcome": data["vendor_outcome"], "started_at": data["actual_start"].isoformat()}
    context.notes["vendor_report"] = said | {"for": ticket_codes.Audience.ALL}
    context.tell(effects.REGION)


# --- Verified, failed, rolled back ---


def sign_verify(context: Context) -> None:
    signed.sign(context, signed.VERIFY, then="verify")


def verify(context: Context) -> None:
    context.subject.verified_at = context.at
    effects.stop_reminding(context)
    effects.tell_leader(context)
    rolling.row_moved(context, context.subject)


def fail(context: Context) -> None:
    incidents.name(context)
    signed.void(context, signed.VERIFY)
    effects.stop_reminding(context)
    effects.tell_leader(context)
    effects.tell_vendor(context)


def roll_back(context: Context) -> None:
    """What this row had brought into use no longer runs; what ran before it does again."""
    from tickets.models import DeploymentSpell

    row, at = context.subject, context.data["actual_end"]
    if row.verified_at is not None:
        rolling.verified_row_rolled_back(context, row)
    row.rolled_back_at, row.verified_at = at, None
    incidents.name(context)
    signed.void(context, signed.VERIFY)
    brought = DeploymentSpell.objects.unscoped(WHY).filter(row_id=row.pk, environment=row.environment)
    context.then.append(lambda finished: brought.filter(rolled_back_at=None).update(rolled_back_at=at))
    effects.stop_reminding(context)
    effects.tell_leader(context)
    effects.tell_vendor(context)
