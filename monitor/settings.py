"""Settings of Scrapy's own commands (``scrapy list``, ``scrapy crawl``, ``scrapy shell``) in the checkout.

They read the same configuration as ``rasd``.
"""

from monitor.config import load
from monitor.scrapy_settings import scrapy_settings

globals().update(scrapy_settings(load()))
