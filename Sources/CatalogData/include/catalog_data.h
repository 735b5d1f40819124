/// The catalogs that ship with the product, compiled into the binary.
#ifndef CATALOG_DATA_H
#define CATALOG_DATA_H

#include <stddef.h>

/// One built-in catalog file; `bytes` is UTF-8 text and lives as long as the process.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} catalog_file;

/// The built-in file called `name`, or NULL.
const catalog_file *catalog_file_named(const char *name);

#endif
