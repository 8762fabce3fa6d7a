"""`python -m site_builder`: the same as `afterview`, where the package is not installed."""

from site_builder.cli import main

if __name__ == "__main__":
    main()
