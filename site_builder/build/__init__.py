"""One build of the site: what changed is read and rendered, and what differs is written."""
