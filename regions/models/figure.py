"""The numbers of a process that the collaboration agrees on: how many, and for how long."""

from django.db import models


class ProcessFigure(models.Model):
    """What `figure` of a process is; its unit stands in its name. Which figures there are, the process says."""

    collaboration = models.ForeignKey("regions.Collaboration", on_delete=models.PROTECT, related_name="process_figures")
    process = models.SlugField(max_length=60, help_text="Slug of the process.")
    figure = models.CharField(max_length=60)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "process", "figure"], name="process_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.process}: {self.figure} {self.value}"
