/// The web page that the server sends, compiled into the binary.
#ifndef PLANNER_PAGE_H
#define PLANNER_PAGE_H

#include <stddef.h>

/// One file of the page; its bytes live as long as the process.
typedef struct {
  /// Below the root: `index.html`, `modules/plan.js`.
  const char *path;
  /// Its media type.
  const char *type;
  const unsigned char *bytes;
  size_t count;
} page_file;

/// The file at a place, or NULL after the last.
const page_file *page_file_at(size_t place);

#endif
