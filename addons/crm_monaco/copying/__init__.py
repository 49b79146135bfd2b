"""An anonymised, neutralised copy of a database.

The rows flow from the source through this process into the copy: what tells who somebody is has
been replaced before it is written, so that nobody's data ever lies in the copy's files.  The source
is read in one read-only transaction.  ``shapes`` says what becomes of each column, from the same
declarations as the engine's erasures and from the registry; ``masks`` replace; ``stream`` moves.
"""
