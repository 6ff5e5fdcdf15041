"""Rules of fairs: states, transitions, phases, eligibility. No framework beyond TextChoices."""
