"""What the dashboard's warehouse holds of rentals, in tables of the columns that models declare."""

from collections.abc import Iterator

from orchestration.dashboard.describing import described

MODELS = (
    "opportunities", "opportunity_history", "rpt_status_distribution", "rpt_revenue_by_month",
    "rpt_calendar", "rpt_stale_opportunities",
)  # fmt: skip
GALA = (
    "insert into rentals.opportunities (opportunity_key, connection, id, name,"
    " opportunity_status, state, organisation_name, charge_total, total_value, starts_at, ends_at,"
    " updated_at_rms, synced_at, data) values"
)
ROWS = (
    f"""{GALA} ('hire_rms-1', 'hire_rms', 1, 'Winter <b>Gala</b>', 'Confirmed', 'Order',
        'Harbor Hotel', 1200.50, 1440.60, '2031-04-18 09:00:00+00', '2031-04-20 17:00:00+00',
        '2026-01-02 10:00:00+00', '2026-01-03 10:00:00+00',
        '{{"id": 1, "subject": "Winter <b>Gala</b>"}}')""",
    f"""{GALA} ('other_rms-1', 'other_rms', 1, 'Somebody else''s', 'Open', 'Quotation', null, 5, 6,
        null, null, null, '2026-01-03 10:00:00+00', '{{}}')""",
    """insert into rentals.opportunities (opportunity_key, connection, id, name,
            opportunity_status, state, starts_at, synced_at, data)
        select 'hire_rms-' || number, 'hire_rms', number, 'Marquee ' || number, 'Open',
            'Quotation', timestamptz '2030-01-01 00:00:00+00' + number * interval '1 hour', now(),
            '{}'
        from generate_series(100, 144) as numbers (number)""",
    """insert into rentals.opportunity_history (change_key, opportunity_key, connection, id,
            column_name, old_value, new_value, changed_at)
        values ('c', 'hire_rms-1', 'hire_rms', 1, 'opportunity_status', 'Provisional', 'Confirmed',
            '2026-01-02 10:00:00+00')""",
    """insert into rentals.rpt_status_distribution (status_key, connection, state,
            opportunity_status, opportunity_count, charge_amount)
        values ('a', 'hire_rms', 'Order', 'Confirmed', 1, 1200.50),
            ('b', 'hire_rms', 'Quotation', 'Open', 45, null),
            ('c', 'other_rms', 'Quotation', 'Open', 1, 5)""",
    """insert into rentals.rpt_revenue_by_month (revenue_key, connection, opportunity_count,
            order_count, charge_amount, ordered_amount, month_on)
        select 'm' || number, 'hire_rms', 3, 1, 1000.25 + number, 400,
            cast(date_trunc('month', now()) + number * interval '1 month' as date)
        from generate_series(-2, 2) as numbers (number)""",
    """insert into rentals.rpt_calendar (day_key, connection, start_count, end_count,
            on_hire_count, day_on)
        values ('18', 'hire_rms', 1, 0, 1, '2031-04-18'), ('20', 'hire_rms', 0, 1, 1, '2031-04-20')
        """,
    """insert into rentals.rpt_stale_opportunities (opportunity_key, connection, id, name,
            opportunity_status, organisation_name, synced_at)
        values ('hire_rms-1', 'hire_rms', 1, 'Winter <b>Gala</b>', 'Confirmed', 'Harbor Hotel',
            '2026-01-03 10:00:00+00')""",
)


def rental_tables() -> Iterator[str]:
    """Statements that make the tables and fill them."""
    yield "create schema rentals"
    for model in MODELS:
        columns = ", ".join(
            f"{one.name} {'json' if 'json' in one.kind else one.kind}"
            for one in described(model).columns
        )
        yield f"create table rentals.{model} ({columns})"
    yield from ROWS
