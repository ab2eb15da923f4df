"""Children that have done a task and may do the next one of the same project.

They have its data loaded, which for a quick fit takes longer than the fit. They end with the job,
so that nothing is held for long, and never serve another project.
"""

from __future__ import annotations

from .child_process import Running
from .queue import Job


class Idle:
    """At most so many children that wait for a task."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting: list[tuple[str, Running]] = []

    def keep(self, running: Running) -> bool:
        """Keep a child that has done its task well, unless it may do no other."""
        projects = {job.project for job in running.jobs.values()}
        task = all(job.parent for job in running.jobs.values())
        if len(projects) != 1 or not task or not running.reusable:
            return False
        self.waiting.append((projects.pop(), running))
        while len(self.waiting) > self.most:
            self.waiting.pop(0)[1].end()
        return True

    def take(self, job: Job) -> Running | None:
        """Give a task to a child that did one of the same project; None when there is none."""
        for each in self._of(job.project):
            self.waiting.remove(each)
            try:
                return each[1].again(job)
            except OSError:  # it died meanwhile
                each[1].end()
        return None

    def end(self, project: str) -> None:
        """End the children of a project."""
        for each in self._of(project):
            self.waiting.remove(each)
            each[1].end()

    def close(self) -> None:
        while self.waiting:
            self.waiting.pop()[1].end()

    def _of(self, project: str) -> list[tuple[str, Running]]:
        return [each for each in self.waiting if each[0] == project]
