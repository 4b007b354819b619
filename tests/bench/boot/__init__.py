"""How long the static page takes to come alive, against its own ordinary boot and against stock Panel."""
