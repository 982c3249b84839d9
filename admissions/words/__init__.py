"""Surface conditions, profiles and answers in plain English."""
