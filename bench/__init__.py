"""How fast it is, measured on the machine at hand. A benchmark is not a test and fails no test run."""
