"""The control store opens at its newest schema, on both engines and from any process."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import orchestration.alerts.table
import orchestration.audit.table
import orchestration.mirror.seals
import orchestration.queue.table
import orchestration.registry.table  # noqa: F401  and these
import push.publishing.ledger  # noqa: F401  and these
from extract.kit.errors import ConfigError
from orchestration.control import store
from orchestration.control.store import HEAD, open_store, store_url
from push.kit.ledger import METADATA


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that does not exist yet, on each engine."""
    if request.param == "sqlite":
        return store_url(tmp_path / "deep" / "folder")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """A new store on each engine."""
    opened = open_store(url)
    yield opened
    opened.dispose()


def revision_when_opened(url: str) -> str:
    """The revision of the store's schema once it is open."""
    opened = open_store(url)
    with opened.connect() as connection:
        revision = connection.scalar(sa.text("select version_num from alembic_version"))
    opened.dispose()
    return str(revision)


def test_a_new_store_has_the_schema_that_the_code_reads(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert differences == []


def test_the_newest_revision_is_the_one_the_code_knows() -> None:
    folder = Path(store.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_opening_again_keeps_what_is_there(engine: sa.Engine, url: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("create table kept as select 1 as one"))

    again = open_store(url)

    with again.connect() as connection:
        assert connection.scalar(sa.text("select one from kept")) == 1
    again.dispose()


def test_several_may_open_a_new_store_at_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        revisions = list(pool.map(revision_when_opened, [url] * 4))

    assert revisions == [HEAD] * 4


def test_an_up_to_date_store_opens_without_alembic(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    open_store(url).dispose()
    script = (
        "import sys; from orchestration.control.store import open_store; "
        f"open_store({url!r}).dispose(); print('alembic' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_a_sqlite_store_waits_for_others_and_keeps_its_keys(tmp_path: Path) -> None:
    opened = open_store(store_url(tmp_path))

    with opened.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys")
        ]

    assert settings == ["wal", 30000, 1]
    opened.dispose()


def test_a_store_of_a_newer_syncline_is_refused(engine: sa.Engine, url: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))

    with pytest.raises(ConfigError, match="at revision 9999, this syncline knows"):
        open_store(url)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"cannot be 'mysql'\. Give sqlite:"):
        open_store("mysql://localhost/control")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nowhere", r"SYNCLINE_CONTROL_URL is no address\. Give sqlite:"),
        ("postgresql://ana:hush@127.0.0.1:9/control", "'control' on 127.0.0.1 cannot be opened"),
    ],
)
def test_a_store_that_is_not_there_is_an_error_in_words(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        open_store(url)

    assert "hush" not in str(caught.value)


def test_a_store_can_be_taken_back_to_nothing(engine: sa.Engine) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert not sa.inspect(engine).has_table("push_ledger")
