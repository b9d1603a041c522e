"""The pages of measures: a list, one with its versions, what waits for approval, and the forms."""
