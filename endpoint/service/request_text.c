// The text of a remote query.
#include "endpoint/service/request_text.h"

#include "endpoint/write/escape.h"

static void add_prologue(const Query *query, Buffer *out) {
  if (query->base != NULL) {
    buffer_add_text(out, "BASE <");
    escape_iri(out, query->base->text, query->base->length);
    buffer_add_text(out, ">\n");
  }
  for (size_t i = 0; i < query->prefix_count; i++) {
    buffer_printf(out, "PREFIX %s: <", query->prefix[i].prefix->text);
    escape_iri(out, query->prefix[i].iri->text, query->prefix[i].iri->length);
    buffer_add_text(out, ">\n");
  }
}

static void add_names(size_t count, const char *const name[], Buffer *out) {
  for (size_t i = 0; i < count; i++) buffer_printf(out, " ?%s", name[i]);
}

static void add_values(const ServiceRequest *request, Buffer *out) {
  buffer_add_text(out, "VALUES (");
  add_names(request->value_count, request->value_name, out);
  buffer_add_text(out, " ) {\n");
  for (size_t i = 0; i < request->row_count; i++) {
    buffer_add_text(out, "(");
    for (size_t j = 0; j < request->value_count; j++) {
      buffer_add_char(out, ' ');
      escape_term(out, &request->cell[i * request->value_count + j]);
    }
    buffer_add_text(out, " )\n");
  }
  buffer_add_text(out, "}\n");
}

// Triple patterns and filters bind the same whether the values stand inside the group or beside it,
// and inside is where every engine starts from them.
static bool may_stand_inside(const Node *node) {
  while (node->kind == NODE_FILTER) node = node->child[0];
  if (node->kind == NODE_TRIPLE || node->kind == NODE_PATH) return true;
  if (node->kind != NODE_JOIN) return false;
  for (size_t i = 0; i < node->child_count; i++)
    if (node->child[i]->kind != NODE_TRIPLE && node->child[i]->kind != NODE_PATH) return false;
  return true;
}

// The group's text is its braces and what is between them.
void service_request_text(const ServiceRequest *request, Buffer *out) {
  const Symbol *group = request->node->u.service.text;
  add_prologue(request->query, out);
  buffer_add_text(out, "SELECT");
  add_names(request->count, request->name, out);
  // A solution of no variables must count all the same.
  if (request->count == 0) buffer_add_text(out, " (1 AS ?one)");
  buffer_add_text(out, " WHERE ");
  if (request->row_count == 0) {
    buffer_add_symbol(out, group);
  } else if (may_stand_inside(request->node->child[0])) {
    buffer_add_text(out, "{\n");
    add_values(request, out);
    buffer_add(out, group->text + 1, group->length - 1);
  } else {
    buffer_add_text(out, "{\n");
    add_values(request, out);
    buffer_add_symbol(out, group);
    buffer_add_text(out, "\n}");
  }
}
