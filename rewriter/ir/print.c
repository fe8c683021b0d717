// Printing nodes and queries.
#include "rewriter/ir/print.h"

#include <inttypes.h>

#include "rewriter/ir/print_parts.h"

static void print_variables(const Printer *printer, size_t count, const VarId *var) {
  for (size_t i = 0; i < count; i++) {
    buffer_add_char(printer->out, ' ');
    print_variable(printer, var[i]);
  }
}

static void print_named_slot(const Printer *printer, const char *before, const Slot *slot) {
  buffer_add_text(printer->out, before);
  print_slot(printer, slot);
}

static void print_graph(const Printer *printer, const Slot *graph) {
  if (graph->kind != SLOT_NONE) print_named_slot(printer, " GRAPH ", graph);
}

static void print_bindings(const Printer *printer, size_t count, const Binding *binding) {
  for (size_t i = 0; i < count; i++) {
    buffer_add_text(printer->out, " (");
    print_variable(printer, binding[i].var);
    buffer_add_char(printer->out, ' ');
    print_expr(printer, binding[i].expr);
    buffer_add_char(printer->out, ')');
  }
}

static void print_table(const Printer *printer, const LogicalTable *table) {
  Buffer *out = printer->out;
  buffer_add_char(out, ' ');
  if (table->name == NULL) {
    print_quoted(out, table->query->text, table->query->length);
    return;
  }
  if (table->schema != NULL) {
    buffer_add_symbol(out, table->schema);
    buffer_add_char(out, '.');
  }
  buffer_add_symbol(out, table->name);
}

static void print_scan(const Printer *printer, const Node *node) {
  const LogicalTable *table = node->u.scan.table;
  print_table(printer, table);
  for (size_t i = 0; i < node->u.scan.count; i++) {
    const ScanColumn *column = &node->u.scan.column[i];
    buffer_add_text(printer->out, " (");
    if (table->relation != NULL && column->column < table->relation->column_count) {
      buffer_add_symbol(printer->out, table->relation->column[column->column].name);
    } else {
      buffer_printf(printer->out, "#%u", column->column);
    }
    buffer_add_char(printer->out, ' ');
    print_variable(printer, column->var);
    buffer_add_char(printer->out, ')');
  }
}

// A row's cells in parentheses.
static void print_row(const Printer *printer, const Node *node, size_t row) {
  const size_t width = node->u.values.var_count;
  buffer_add_char(printer->out, '(');
  for (size_t i = 0; i < width; i++) {
    if (i > 0) buffer_add_char(printer->out, ' ');
    print_expr(printer, node->u.values.cell[row * width + i]);
  }
  buffer_add_char(printer->out, ')');
}

static void print_order(const Printer *printer, const Node *node) {
  for (size_t i = 0; i < node->u.order.count; i++) {
    buffer_add_text(printer->out, node->u.order.key[i].descending ? " (DESC " : " (ASC ");
    print_expr(printer, node->u.order.key[i].expr);
    buffer_add_char(printer->out, ')');
  }
}

static void print_condition(const Printer *printer, const Expr *condition) {
  if (condition == NULL) return;
  buffer_add_char(printer->out, ' ');
  print_expr(printer, condition);
}

static void print_set(const Printer *printer, const VarSet *set) {
  for (int var = varset_next(set, 0); var >= 0; var = varset_next(set, var + 1)) {
    buffer_add_char(printer->out, ' ');
    print_variable(printer, (VarId)var);
  }
}

static void print_triple(const Printer *printer, const Node *node) {
  print_named_slot(printer, " ", &node->u.triple.subject);
  print_named_slot(printer, " ", &node->u.triple.predicate);
  print_named_slot(printer, " ", &node->u.triple.object);
  print_graph(printer, &node->u.triple.graph);
}

static void print_path_pattern(const Printer *printer, const Node *node) {
  print_named_slot(printer, " ", &node->u.path.subject);
  buffer_add_char(printer->out, ' ');
  print_path(printer, node->u.path.path);
  print_named_slot(printer, " ", &node->u.path.object);
  print_graph(printer, &node->u.path.graph);
}

static void print_columns(const Printer *printer, const Node *node) {
  buffer_add_text(printer->out, " (");
  for (size_t i = 0; i < node->u.values.var_count; i++) {
    if (i > 0) buffer_add_char(printer->out, ' ');
    print_variable(printer, node->u.values.var[i]);
  }
  buffer_add_char(printer->out, ')');
}

// The graph that what the node does is done in, each by itself.
static void print_each_graph(const Printer *printer, const char *word, VarId graph) {
  if (graph == VAR_NONE) return;
  buffer_add_text(printer->out, word);
  print_variables(printer, 1, &graph);
}

static void print_slice(const Printer *printer, const Node *node) {
  Buffer *out = printer->out;
  if (node->u.slice.offset > 0) buffer_printf(out, " OFFSET %" PRIu64, node->u.slice.offset);
  if (node->u.slice.limit != SLICE_NO_LIMIT)
    buffer_printf(out, " LIMIT %" PRIu64, node->u.slice.limit);
  print_each_graph(printer, " EACH", node->u.slice.graph);
}

static void print_closure(const Printer *printer, const Node *node) {
  const VarId ends[] = {node->u.closure.from, node->u.closure.to};
  print_variables(printer, 2, ends);
  print_each_graph(printer, " IN", node->u.closure.graph);
}

// The kind and what the node says, without its children; VALUES' rows are left to the callers.
static void print_head(const Printer *printer, const Node *node) {
  Buffer *out = printer->out;
  const bool reduced = node->kind == NODE_DISTINCT && node->u.distinct.reduced;
  buffer_add_text(out, reduced ? "REDUCED" : node_kind_name(node->kind));
  switch (node->kind) {
    case NODE_TRIPLE: print_triple(printer, node); return;
    case NODE_PATH: print_path_pattern(printer, node); return;
    case NODE_GRAPH_NAMES: print_named_slot(printer, " ", &node->u.graph_names.graph); return;
    case NODE_SCAN: print_scan(printer, node); return;
    case NODE_VALUES:
    case NODE_FAN: print_columns(printer, node); return;
    case NODE_RECURSE:
      buffer_printf(out, " #%u", node->u.recurse.label);
      print_variables(printer, node->u.recurse.count, node->u.recurse.var);
      if (node->u.recurse.with != NULL)
        buffer_printf(out, " with #%u", node->u.recurse.with->u.recurse.label);
      return;
    case NODE_WORKING:
      buffer_printf(out, " #%u", node->u.working.label);
      print_variables(printer, node->u.working.count, node->u.working.var);
      return;
    case NODE_EMPTY: print_set(printer, &node->variables); return;
    case NODE_STATEMENT:
      buffer_printf(out, " #%u", node->u.statement.number);
      print_set(printer, &node->variables);
      return;
    case NODE_SERVICE:
      if (node->u.service.silent) buffer_add_text(out, " SILENT");
      print_named_slot(printer, " ", &node->u.service.endpoint);
      return;
    case NODE_FILTER: print_condition(printer, node->u.filter.condition); return;
    case NODE_EXTEND: print_bindings(printer, node->u.extend.count, node->u.extend.binding); return;
    case NODE_PROJECT: print_variables(printer, node->u.project.count, node->u.project.var); return;
    case NODE_GROUP:
      print_variables(printer, node->u.group.key_count, node->u.group.key);
      print_bindings(printer, node->u.group.aggregate_count, node->u.group.aggregate);
      return;
    case NODE_ORDER: print_order(printer, node); return;
    case NODE_SLICE: print_slice(printer, node); return;
    case NODE_CLOSURE: print_closure(printer, node); return;
    case NODE_MINUS: print_each_graph(printer, " IN", node->u.minus.graph); return;
    case NODE_LEFTJOIN:
    case NODE_SEMI:
    case NODE_ANTI:
      if (node->u.join.listed) {
        const VarId var = node_listed_variable(node);
        buffer_add_text(out, " LISTED");
        print_variables(printer, 1, &var);
      }
      print_condition(printer, node->u.join.condition);
      return;
    default: return;
  }
}

static void print_indent(const Printer *printer, int indent) {
  for (int i = 0; i < indent; i++) buffer_add_char(printer->out, ' ');
}

void print_node(const Printer *printer, const Node *node, int indent) {
  print_indent(printer, indent);
  print_head(printer, node);
  buffer_add_char(printer->out, '\n');
  if (node->kind == NODE_VALUES || node->kind == NODE_FAN) {
    for (size_t row = 0; row < node->u.values.row_count; row++) {
      print_indent(printer, indent + 2);
      print_row(printer, node, row);
      buffer_add_char(printer->out, '\n');
    }
  }
  for (size_t i = 0; i < node->child_count; i++) print_node(printer, node->child[i], indent + 2);
}

void print_node_inline(const Printer *printer, const Node *node) {
  buffer_add_char(printer->out, '{');
  print_head(printer, node);
  if (node->kind == NODE_VALUES || node->kind == NODE_FAN) {
    for (size_t row = 0; row < node->u.values.row_count; row++) {
      buffer_add_char(printer->out, ' ');
      print_row(printer, node, row);
    }
  }
  for (size_t i = 0; i < node->child_count; i++) {
    buffer_add_char(printer->out, ' ');
    print_node_inline(printer, node->child[i]);
  }
  buffer_add_char(printer->out, '}');
}

Printer printer_of_query(const Query *query, Buffer *out) {
  return (Printer){out, query->variables, query->prefix_count, query->prefix};
}

static void print_template(const Printer *printer, const Query *query) {
  buffer_add_text(printer->out, "CONSTRUCT\n");
  for (size_t i = 0; i < query->template_count; i++) {
    const TripleTemplate *triple = &query->template_[i];
    print_named_slot(printer, "  TRIPLE ", &triple->subject);
    print_named_slot(printer, " ", &triple->predicate);
    print_named_slot(printer, " ", &triple->object);
    buffer_add_char(printer->out, '\n');
  }
}

void print_query(const Query *query, Buffer *out) {
  const Printer printer = printer_of_query(query, out);
  switch (query->form) {
    case QUERY_SELECT:
      buffer_add_text(out, "SELECT");
      print_variables(&printer, query->projected_count, query->projected);
      buffer_add_char(out, '\n');
      break;
    case QUERY_ASK: buffer_add_text(out, "ASK\n"); break;
    case QUERY_CONSTRUCT: print_template(&printer, query); break;
    case QUERY_DESCRIBE:
      buffer_add_text(out, "DESCRIBE");
      for (size_t i = 0; i < query->described_count; i++)
        print_named_slot(&printer, " ", &query->described[i]);
      buffer_add_char(out, '\n');
      break;
  }
  for (size_t i = 0; i < query->from_count; i++) {
    buffer_add_text(out, "FROM ");
    print_iri(&printer, query->from[i]);
    buffer_add_char(out, '\n');
  }
  for (size_t i = 0; i < query->from_named_count; i++) {
    buffer_add_text(out, "FROM NAMED ");
    print_iri(&printer, query->from_named[i]);
    buffer_add_char(out, '\n');
  }
  print_node(&printer, query->pattern, 0);
}

const char *print_node_text(Arena *arena, const Variables *variables, const Node *node) {
  Buffer out = {0};
  const Printer printer = {&out, variables, 0, NULL};
  print_node(&printer, node, 0);
  const char *text = buffer_copy(&out, arena);
  buffer_free(&out);
  return text;
}
