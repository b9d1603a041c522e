"""What a person sees: view models, templates, pages."""
