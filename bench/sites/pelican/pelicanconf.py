"""Pelican with nothing but the pages and their list."""

SITENAME = "My interviews"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
THEME = "theme"
THEME_STATIC_DIR = "."
ARTICLE_PATHS = ["reflections"]
STATIC_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
FILENAME_METADATA = "(?P<slug>.*)"
ARTICLE_URL = "reflections/{slug}/"
ARTICLE_SAVE_AS = "reflections/{slug}/index.html"
DIRECT_TEMPLATES = ["index"]
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = False
WITH_FUTURE_DATES = True
MARKDOWN = {"extension_configs": {"markdown.extensions.tables": {}}, "output_format": "html"}
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CACHE_PATH = "cache"
