"""The ranking log and the events of an experiment → what each unit was shown, and what it then did."""
