"""Reading what the web really served: texts and pages in ../shared/real, read in place and never copied."""
