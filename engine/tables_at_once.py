"""Many migrations carried out as one: the tables are made as they are after the last, from a state rendered once.

Django renders every connected model anew after each operation that touches one. For hundreds of operations on hundreds
of models that took more than half of a first start (80 CPU seconds where this takes 6).
"""

from django.db.migrations.operations.base import Operation


class TablesAtOnce(Operation):
    """The `operations` of an app's first migrations: on the state all of them, in the database only the tables.

    What they do there beside making tables of models (functions, triggers, rows) the migration says itself.
    """

    reversible = False

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # nothing is rendered until it is asked for next
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in to_state.apps.get_app_config(app_label).get_models():
            if not model._meta.proxy and self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def describe(self):
        return f"Make the tables of {len(self.operations)} operations at once"
