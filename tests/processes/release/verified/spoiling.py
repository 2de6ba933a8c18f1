"""How the rule of incidents that a release may have mended is broken."""


def not_asked(context):
    context.subject.detail().fault_asked_at = None


SPOILED = {"fault_is_asked_about": (not_asked, "other_type", "")}
