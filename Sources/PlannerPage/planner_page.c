#include "planner_page.h"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"

static const unsigned char index_html[] = {
#embed "files/index.html"
};

static const unsigned char openapi_json[] = {
#embed "openapi.json"
};

#define FILE(path, type, bytes) {path, type, bytes, sizeof bytes}

static const page_file files[] = {
  FILE("openapi.json", "application/json", openapi_json),
  FILE("index.html", HTML, index_html),
};

const page_file *page_file_at(size_t place) {
  return place < sizeof files / sizeof files[0] ? &files[place] : NULL;
}
