"""Where Dagster's web page finds the definitions, so that a run made here leads to its job."""

from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from orchestration.workplace import ROOT

MODULE = "orchestration.definitions"
REPOSITORY = "__repository__"


def job_origin(name: str) -> RemoteJobOrigin:
    """The origin of a job, as the web server and the daemon name it."""
    target = LoadableTargetOrigin(module_name=MODULE, working_directory=str(ROOT))
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, location_name=MODULE)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, REPOSITORY), name)
