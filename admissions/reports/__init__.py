"""One frozen report a question; the page, the JSON and the text all render that one object."""
