"""Settings of the documentation site; `python packaging/site.py` builds it."""

import sys
from pathlib import Path

import flimbuilder

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "packaging" / "site_parts"))

project = "flimbuilder"
author = "the flimbuilder developers"
copyright = author
version = release = flimbuilder.__version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "site_pages",
    "site_commands",
    "site_formulas",
    "site_names",
    "site_library",
]
exclude_patterns = ["_build", "README.md"]
nitpicky = True
nitpick_ignore = [("py:class", "torch.nn.Module"), ("py:exc", "NotFittedError")]

# Pages are plain Markdown, with the anchors that code hosts make.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_dmath_allow_digits = False
copybutton_exclude = ".linenos, .gp"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# The reference shows docstrings, which give types in words.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True, "inherited-members": True}
autosummary_generate = False
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
default_role = "py:obj"
maximum_signature_line_length = 80
add_module_names = False
python_display_short_literal_types = True
toc_object_entries_show_parents = "hide"

smartquotes_action = "D"  # quotes stay as they are written
highlight_language = "text"  # blocks without a language hold commands
html_theme = "furo"
html_title = f"flimbuilder {release}"
html_favicon = html_logo = "../assets/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # a browser fetches no page of a folder
html_show_sphinx = False
html_last_updated_fmt = None
html_math_renderer = "mathml"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f6fb4", "color-brand-content": "#1f6fb4"},
    "dark_css_variables": {"color-brand-primary": "#7db7ea", "color-brand-content": "#7db7ea"},
    "top_of_page_buttons": [],
}
html_baseurl = ""
linkcheck_timeout = 20
