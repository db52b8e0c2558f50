"""What the search is asked for: its types of objects and their fields.

Source: "Search objects with filters" and the pages of each object, documented; the list of types
was seen in client code. A search gives the fields it is asked for, a list gives all.
"""

import msgspec

from extract.providers.close.search import Kind

SHARED = ("id", "organization_id", "date_created", "date_updated", "created_by", "updated_by")
LEAD = Kind(
    "lead",
    (
        *SHARED, "created_by_name", "updated_by_name", "name", "display_name", "description", "url",
        "html_url", "status_id", "status_label", "addresses", "source", "primary_email",
        "primary_phone",
    ),
)  # fmt: skip
CONTACT = Kind(
    "contact",
    (
        *SHARED, "lead_id", "name", "display_name", "title", "emails", "phones", "urls", "timezone",
        "timezone_source",
    ),
)  # fmt: skip
ACTIVITY = (
    *SHARED, "created_by_name", "updated_by_name", "_type", "lead_id", "contact_id", "user_id",
    "user_name", "users", "activity_at",
)  # fmt: skip
CHANGE = (
    "old_status_id", "old_status_label", "old_status_type", "new_status_id", "new_status_label",
    "new_status_type",
)  # fmt: skip
OF_TYPE = {
    "Call": (
        "activity.call", "direction", "duration", "disposition", "phone", "remote_phone",
        "local_phone", "recording_url", "voicemail_url", "voicemail_duration", "note", "note_html",
        "source", "status", "call_method", "cost",
    ),
    "Email": (
        "activity.email", "direction", "status", "subject", "sender", "to", "cc", "bcc",
        "body_preview", "thread_id", "date_sent", "opens_summary",
    ),
    "EmailThread": (
        "activity.email_thread", "latest_normalized_subject", "participants", "n_emails",
    ),
    "SMS": (
        "activity.sms", "direction", "status", "text", "local_phone", "remote_phone", "source",
        "cost", "date_sent",
    ),
    "Note": ("activity.note", "note", "note_html", "pinned"),
    "Meeting": (
        "activity.meeting", "title", "source", "status", "starts_at", "ends_at", "duration",
        "location", "is_recurring", "attendees", "note",
    ),
    "LeadStatusChange": ("activity.lead_status_change", *CHANGE),
    "OpportunityStatusChange": (
        "activity.opportunity_status_change", *CHANGE, "old_pipeline_id", "old_pipeline_name",
        "new_pipeline_id", "new_pipeline_name", "opportunity_id", "opportunity_value",
        "opportunity_value_currency", "opportunity_value_formatted", "opportunity_value_period",
        "opportunity_confidence", "opportunity_date_won",
    ),
    "TaskCompleted": (
        "activity.task_completed", "task_id", "task_text", "task_assigned_to",
        "task_assigned_to_name",
    ),
    "Custom": ("activity.custom_activity", "custom_activity_type_id", "status"),
}  # fmt: skip
ACTIVITIES = tuple(
    Kind(object_type, (*ACTIVITY, *fields), msgspec.json.encode({"activity_type": activity_type}))
    for activity_type, (object_type, *fields) in OF_TYPE.items()
)
# Those that the search does not know. All but messages stay as they were created.
UNSEARCHED = ("created", "lead_merge", "form_submission", "whatsapp_message")
# How the event log calls each type of activity that somebody may delete.
DELETABLE = (
    *(kind.object_type for kind in ACTIVITIES),
    "activity.created", "activity.lead_merge", "activity.form_submission",
    "activity.whatsapp_message",
)  # fmt: skip
