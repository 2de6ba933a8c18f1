"""What beat asks the workers for, and how often in seconds. Rows say what is due; a task only looks for it."""

_HOURLY = {"schedule": 3600.0, "options": {"expires": 3600}}
EACH = {
    # A beat that no worker took within `expires` seconds is dropped: the next one does its work.
    "due steps": {"task": "engine.tasks.fire_due_steps", "schedule": 1.0, "options": {"expires": 5}},
    "late steps": {"task": "engine.tasks.watchdog", "schedule": 300.0, "options": {"expires": 300}},
    "steps on many": {"task": "tickets.tasks.carry_out_bulk", "schedule": 1.0, "options": {"expires": 5}},
    "what ifs": {"task": "tickets.tasks.work_out_what_ifs", "schedule": 1.0, "options": {"expires": 5}},
    "outgoing messages": {"task": "outbox.tasks.deliver", "schedule": 10.0, "options": {"expires": 30}},
    "daily mails": {"task": "tickets.tasks.collect_daily_mails", "schedule": 300.0, "options": {"expires": 300}},
    "clocks of new calendars": {"task": "tickets.tasks.keep_clocks", "schedule": 60.0, "options": {"expires": 60}},
    "late messages": {"task": "outbox.tasks.watchdog", "schedule": 300.0, "options": {"expires": 300}},
    "old keys": {"task": "engine.tasks.forget_keys", **_HOURLY},
    "old steps on many": {"task": "tickets.tasks.forget_bulk", **_HOURLY},
    "pack for major incidents": {"task": "tickets.tasks.write_major_pack", **_HOURLY},
    "left-over files": {"task": "tickets.tasks.remove_left_over_files", **_HOURLY},
    "titles for hints": {"task": "tickets.tasks.keep_newest_titles", **_HOURLY},
    "old drafts": {"task": "roles.tasks.forget_drafts", **_HOURLY},
    "days of the years ahead": {"task": "sla.tasks.copy_years", **_HOURLY},
}
