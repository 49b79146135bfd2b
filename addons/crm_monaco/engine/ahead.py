"""Decide for the recipients to come, not for fifty at a time: Odoo prepares a mailing in small batches."""

SIZE = 10_000


class Ahead:
    """Decisions made ahead of the batches of one mailing, forgotten as soon as they are of no use.

    :param res_ids: the records of the mailing, in the order in which they are prepared
    """

    def __init__(self, res_ids):
        self.position = {res_id: index for index, res_id in enumerate(res_ids)}
        self.res_ids = list(res_ids)
        self.known = {}

    def decide(self, rows, rows_of, decide):
        """Return ``{key: Decision}`` of ``rows``.

        :param rows_of: function from record ids to the rows they will probably be
        :param decide: function from rows to decisions
        """
        if any(self._name(row) not in self.known for row in rows):
            first = min(self.position.get(row[0][0], 0) for row in rows)
            coming = rows_of(self.res_ids[first : first + SIZE])
            wanted = {self._name(row): row for row in [*coming, *rows]}
            decided = decide([(name, *row[1:]) for name, row in wanted.items()])
            self.known = decided
        return {row[0]: self.known[self._name(row)] for row in rows}

    @staticmethod
    def _name(row):
        return row[1:]
