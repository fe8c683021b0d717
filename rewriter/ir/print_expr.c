// Printing terms, slots, paths and expressions.
//
// RDF-sorted expressions are in parentheses, native ones in brackets:
//   (> ?sal 1000)   [GT ?emp.sal_7 '1000'::integer]   (RDF xsd:integer ?emp.sal_7)
#include "base/rdf/vocabulary.h"
#include "rewriter/ir/parameter.h"
#include "rewriter/ir/print_parts.h"

static const char *const operator_text[] = {
    [FN_OR] = "||",         [FN_AND] = "&&",     [FN_NOT] = "!",         [FN_EQ] = "=",
    [FN_NE] = "!=",         [FN_LT] = "<",       [FN_GT] = ">",          [FN_LE] = "<=",
    [FN_GE] = ">=",         [FN_IN] = "IN",      [FN_NOT_IN] = "NOT_IN", [FN_ADD] = "+",
    [FN_DIVIDE] = "/",      [FN_SUBTRACT] = "-", [FN_MULTIPLY] = "*",    [FN_PLUS] = "PLUS",
    [FN_NEGATE] = "NEGATE",
};

static const Symbol *const cast_iri[FN_COUNT] = {
    [FN_CAST_STRING] = &XSD_STRING,       [FN_CAST_BOOLEAN] = &XSD_BOOLEAN,
    [FN_CAST_INTEGER] = &XSD_INTEGER,     [FN_CAST_DECIMAL] = &XSD_DECIMAL,
    [FN_CAST_FLOAT] = &XSD_FLOAT,         [FN_CAST_DOUBLE] = &XSD_DOUBLE,
    [FN_CAST_DATE] = &XSD_DATE,           [FN_CAST_TIME] = &XSD_TIME,
    [FN_CAST_DATE_TIME] = &XSD_DATE_TIME,
};

static const char *const aggregate_text[] = {
    [AGG_COUNT] = "COUNT",
    [AGG_SUM] = "SUM",
    [AGG_MIN] = "MIN",
    [AGG_MAX] = "MAX",
    [AGG_AVG] = "AVG",
    [AGG_SAMPLE] = "SAMPLE",
    [AGG_GROUP_CONCAT] = "GROUP_CONCAT",
};

static const char *const operator_id[] = {
#define OPERATOR(id, text, result) [OP_##id] = #id,
#include "rewriter/ir/operator.def"
#undef OPERATOR
};

static const struct QueryPrefix *well_known(size_t *count) {
  static const Symbol names[] = {{"rdf", 3}, {"rdfs", 4}, {"owl", 3}, {"xsd", 3}};
  static const Symbol iris[] = {{NS_RDF, sizeof(NS_RDF) - 1},
                                {NS_RDFS, sizeof(NS_RDFS) - 1},
                                {NS_OWL, sizeof(NS_OWL) - 1},
                                {NS_XSD, sizeof(NS_XSD) - 1}};
  static const struct QueryPrefix prefixes[] = {
      {&names[0], &iris[0]}, {&names[1], &iris[1]}, {&names[2], &iris[2]}, {&names[3], &iris[3]}};
  *count = sizeof prefixes / sizeof prefixes[0];
  return prefixes;
}

void print_quoted(Buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  for (size_t i = 0; i < length; i++) {
    switch (text[i]) {
      case '"': buffer_add_text(out, "\\\""); break;
      case '\\': buffer_add_text(out, "\\\\"); break;
      case '\n': buffer_add_text(out, "\\n"); break;
      case '\r': buffer_add_text(out, "\\r"); break;
      case '\t': buffer_add_text(out, "\\t"); break;
      default: buffer_add_char(out, text[i]);
    }
  }
  buffer_add_char(out, '"');
}

// A local name that needs no escape: a safe part of [169] PN_LOCAL.
static bool local_is_plain(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    const bool dash = i > 0 && c == '-';
    const bool dot = i > 0 && i + 1 < length && c == '.';
    if (!letter && !digit && !dash && !dot) return false;
  }
  return true;
}

static bool print_shortened(const Printer *printer, const struct QueryPrefix *prefix, size_t count,
                            const Symbol *iri) {
  for (size_t i = 0; i < count; i++) {
    const Symbol *space = prefix[i].iri;
    if (space->length == 0 || iri->length < space->length ||
        memcmp(iri->text, space->text, space->length) != 0 ||
        !local_is_plain(iri->text + space->length, iri->length - space->length))
      continue;
    buffer_add_symbol(printer->out, prefix[i].prefix);
    buffer_add_char(printer->out, ':');
    buffer_add(printer->out, iri->text + space->length, iri->length - space->length);
    return true;
  }
  return false;
}

void print_iri(const Printer *printer, const Symbol *iri) {
  size_t known = 0;
  const struct QueryPrefix *prefixes = well_known(&known);
  if (print_shortened(printer, printer->prefix, printer->prefix_count, iri) ||
      print_shortened(printer, prefixes, known, iri))
    return;
  buffer_add_char(printer->out, '<');
  buffer_add_symbol(printer->out, iri);
  buffer_add_char(printer->out, '>');
}

// Literals of these types print as bare as SPARQL reads them ([146] INTEGER, [147] DECIMAL, [134]).
static bool is_bare(const Term *term) {
  const char *text = term->lexical->text;
  if (term->datatype == &XSD_BOOLEAN)
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
  if (term->datatype != &XSD_INTEGER && term->datatype != &XSD_DECIMAL) return false;
  if (*text == '-' || *text == '+') text++;
  const size_t whole = strspn(text, "0123456789");
  if (term->datatype == &XSD_INTEGER) return whole > 0 && text[whole] == '\0';
  if (text[whole] != '.') return false;
  const size_t fraction = strspn(text + whole + 1, "0123456789");
  return fraction > 0 && text[whole + 1 + fraction] == '\0';
}

void print_term(const Printer *printer, const Term *term) {
  Buffer *out = printer->out;
  switch (term->kind) {
    case TERM_UNBOUND: buffer_add_text(out, "UNDEF"); return;
    case TERM_IRI: print_iri(printer, term->lexical); return;
    case TERM_BLANK:
      buffer_add_text(out, "_:");
      buffer_add_symbol(out, term->lexical);
      return;
    case TERM_LITERAL: break;
  }
  if (is_bare(term)) {
    buffer_add_symbol(out, term->lexical);
    return;
  }
  print_quoted(out, term->lexical->text, term->lexical->length);
  if (term->language != NULL) {
    buffer_add_char(out, '@');
    buffer_add_symbol(out, term->language);
  } else if (term->datatype != NULL && term->datatype != &XSD_STRING) {
    buffer_add_text(out, "^^");
    print_iri(printer, term->datatype);
  }
}

void print_variable(const Printer *printer, VarId var) {
  buffer_add_char(printer->out, '?');
  buffer_add_text(printer->out, variables_hint(printer->variables, var));
  if (variables_name(printer->variables, var) == NULL) buffer_printf(printer->out, "_%u", var);
}

void print_slot(const Printer *printer, const Slot *slot) {
  switch (slot->kind) {
    case SLOT_NONE: buffer_add_text(printer->out, "DEFAULT"); return;
    case SLOT_VAR: print_variable(printer, slot->var); return;
    case SLOT_TERM: print_term(printer, &slot->term); return;
  }
}

static void print_path_list(const Printer *printer, const Path *path, char separator) {
  buffer_add_char(printer->out, '(');
  for (size_t i = 0; i < path->count; i++) {
    if (i > 0) buffer_add_char(printer->out, separator);
    print_path(printer, path->child[i]);
  }
  buffer_add_char(printer->out, ')');
}

void print_path(const Printer *printer, const Path *path) {
  Buffer *out = printer->out;
  char suffix = '\0';
  switch (path->kind) {
    case PATH_LINK: print_iri(printer, path->iri); return;
    case PATH_SEQUENCE: print_path_list(printer, path, '/'); return;
    case PATH_ALTERNATIVE: print_path_list(printer, path, '|'); return;
    case PATH_NEGATED:
      buffer_add_char(out, '!');
      print_path_list(printer, path, '|');
      return;
    case PATH_INVERSE:
      buffer_add_char(out, '^');
      print_path(printer, path->child[0]);
      return;
    case PATH_ZERO_OR_MORE: suffix = '*'; break;
    case PATH_ONE_OR_MORE: suffix = '+'; break;
    case PATH_ZERO_OR_ONE: suffix = '?'; break;
  }
  const PathKind inner = path->child[0]->kind;
  const bool bare = inner == PATH_LINK || inner == PATH_SEQUENCE || inner == PATH_ALTERNATIVE ||
                    inner == PATH_NEGATED;
  if (!bare) buffer_add_char(out, '(');
  print_path(printer, path->child[0]);
  if (!bare) buffer_add_char(out, ')');
  buffer_add_char(out, suffix);
}

static void print_args(const Printer *printer, size_t count, const Expr *const *arg) {
  for (size_t i = 0; i < count; i++) {
    buffer_add_char(printer->out, ' ');
    print_expr(printer, arg[i]);
  }
}

static void print_type(const Printer *printer, PgType type) {
  buffer_printf(printer->out, "::%s", pg_type_info(type)->name);
}

static void print_call(const Printer *printer, const Expr *expr) {
  const Function function = expr->u.call.function;
  Buffer *out = printer->out;
  buffer_add_char(out, '(');
  if (function == FN_CUSTOM && expr->u.call.iri != NULL) {
    print_iri(printer, expr->u.call.iri);
  } else if (cast_iri[function] != NULL) {
    print_iri(printer, cast_iri[function]);
  } else if (function < sizeof operator_text / sizeof operator_text[0]) {
    buffer_add_text(out, operator_text[function]);
  } else {
    buffer_add_text(out, function_info(function)->id);
  }
  print_args(printer, expr->u.call.count, expr->u.call.arg);
  buffer_add_char(out, ')');
}

// One part of a term constructor: constant, or the expression that gives it.
static void print_part(const Printer *printer, const char *name, const Expr *expr) {
  if (expr == NULL) return;
  buffer_printf(printer->out, " (%s ", name);
  print_expr(printer, expr);
  buffer_add_char(printer->out, ')');
}

static void print_constructor(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  buffer_add_text(out, "(RDF");
  switch (expr->u.rdf.kind_) {
    case TERM_UNBOUND: break;
    case TERM_IRI: buffer_add_text(out, expr->u.rdf.relative ? " RELATIVE_IRI" : " IRI"); break;
    case TERM_BLANK: buffer_add_text(out, " BLANK"); break;
    case TERM_LITERAL:
      buffer_add_char(out, ' ');
      if (expr->u.rdf.language != NULL) {
        buffer_add_char(out, '@');
        buffer_add_symbol(out, expr->u.rdf.language);
      } else if (expr->u.rdf.datatype != NULL) {
        print_iri(printer, expr->u.rdf.datatype);
      } else {
        buffer_add_text(out, "LITERAL");
      }
  }
  print_part(printer, "KIND", expr->u.rdf.kind_expr);
  print_part(printer, "DATATYPE", expr->u.rdf.datatype_expr);
  print_part(printer, "LANGUAGE", expr->u.rdf.language_expr);
  buffer_add_char(out, ' ');
  print_expr(printer, expr->u.rdf.lexical);
  buffer_add_char(out, ')');
}

static void print_native(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  buffer_add_char(out, '\'');
  for (const char *c = expr->u.native; *c != '\0'; c++) {
    if (*c == '\'') buffer_add_char(out, '\'');
    if (*c == '\n') {
      buffer_add_text(out, "\\n");
    } else {
      buffer_add_char(out, *c);
    }
  }
  buffer_add_char(out, '\'');
  print_type(printer, expr->type);
}

static void print_case(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  buffer_add_text(out, "(CASE");
  for (size_t i = 0; i < expr->u.case_.count; i++) {
    buffer_add_text(out, " (");
    print_expr(printer, expr->u.case_.branch[i].condition);
    buffer_add_char(out, ' ');
    print_expr(printer, expr->u.case_.branch[i].value);
    buffer_add_char(out, ')');
  }
  print_part(printer, "ELSE", expr->u.case_.otherwise);
  buffer_add_char(out, ')');
}

static void print_aggregate(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  buffer_printf(out, "(%s", aggregate_text[expr->u.agg.aggregate]);
  if (expr->u.agg.distinct) buffer_add_text(out, " DISTINCT");
  buffer_add_char(out, ' ');
  if (expr->u.agg.arg == NULL) {
    buffer_add_char(out, '*');
  } else {
    print_expr(printer, expr->u.agg.arg);
  }
  if (expr->u.agg.separator != NULL) {
    buffer_add_text(out, " SEPARATOR ");
    print_quoted(out, expr->u.agg.separator->text, expr->u.agg.separator->length);
  }
  buffer_add_char(out, ')');
}

static void print_sql_aggregate(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  buffer_printf(out, "[%s", expr->u.sql_agg.name);
  if (expr->u.sql_agg.distinct) buffer_add_text(out, " DISTINCT");
  buffer_add_char(out, ' ');
  if (expr->u.sql_agg.arg == NULL) {
    buffer_add_char(out, '*');
  } else {
    print_expr(printer, expr->u.sql_agg.arg);
  }
  if (expr->u.sql_agg.extra != NULL) print_args(printer, 1, &expr->u.sql_agg.extra);
  if (expr->u.sql_agg.order != NULL) {
    buffer_add_text(printer->out, expr->u.sql_agg.descending ? " DESC" : " ASC");
    print_args(printer, 1, &expr->u.sql_agg.order);
  }
  if (expr->u.sql_agg.filter != NULL) {
    buffer_add_text(out, " FILTER ");
    print_expr(printer, expr->u.sql_agg.filter);
  }
  buffer_add_char(out, ']');
  print_type(printer, expr->type);
}

void print_expr(const Printer *printer, const Expr *expr) {
  Buffer *out = printer->out;
  if (expr == NULL) {
    buffer_add_text(out, "NONE");
    return;
  }
  switch (expr->kind) {
    case EXPR_VAR: print_variable(printer, expr->u.var); return;
    case EXPR_CONST: print_term(printer, &expr->u.constant); return;
    case EXPR_UNBOUND:
      buffer_add_text(out, expr->sort == SORT_RDF ? "UNDEF" : "NULL");
      if (expr->sort == SORT_NATIVE) print_type(printer, expr->type);
      return;
    case EXPR_CALL: print_call(printer, expr); return;
    case EXPR_RDF: print_constructor(printer, expr); return;
    case EXPR_NATIVE: print_native(printer, expr); return;
    case EXPR_PARAMETER:
      buffer_printf(out, "$%u.%zu", expr->u.parameter.parameter->number + 1,
                    expr->u.parameter.piece + 1);
      print_type(printer, expr->type);
      return;
    case EXPR_TEMPLATE:
      buffer_add_text(out, expr->u.template_.encode ? "[TEMPLATE_IRI " : "[TEMPLATE ");
      print_quoted(out, expr->u.template_.shape->text, expr->u.template_.shape->length);
      print_args(printer, expr->u.template_.count, expr->u.template_.arg);
      buffer_add_char(out, ']');
      return;
    case EXPR_SQL:
      buffer_printf(out, "[%s", operator_id[expr->u.sql.op]);
      print_args(printer, expr->u.sql.count, expr->u.sql.arg);
      buffer_add_char(out, ']');
      if (expr->u.sql.op == OP_CAST) print_type(printer, expr->type);
      return;
    case EXPR_SQL_CALL:
      buffer_printf(out, "[%s", expr->u.sql_call.name);
      print_args(printer, expr->u.sql_call.count, expr->u.sql_call.arg);
      buffer_add_char(out, ']');
      print_type(printer, expr->type);
      return;
    case EXPR_CASE: print_case(printer, expr); return;
    case EXPR_LET:
      buffer_add_text(out, "(LET ");
      print_variable(printer, expr->u.let.var);
      buffer_add_char(out, ' ');
      print_expr(printer, expr->u.let.value);
      buffer_add_char(out, ' ');
      print_expr(printer, expr->u.let.body);
      buffer_add_char(out, ')');
      return;
    case EXPR_AGG: print_aggregate(printer, expr); return;
    case EXPR_SQL_AGG: print_sql_aggregate(printer, expr); return;
    case EXPR_EXISTS:
      buffer_add_text(out, expr->u.exists.negated ? "(NOT_EXISTS " : "(EXISTS ");
      print_node_inline(printer, expr->u.exists.pattern);
      buffer_add_char(out, ')');
      return;
  }
}
