"""Tables of a collection: typed columns, migrations, batches of rows, and routes over them."""
