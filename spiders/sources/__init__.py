"""The built-in sources, a module a publisher; Scrapy finds them by itself."""
