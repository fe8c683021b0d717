// A mapping against the live catalogue: relations, columns, natural datatypes
// (R2RML 5.1, 5.2, 10.2).
#include <stdio.h>

#include "base/rdf/vocabulary.h"
#include "mapping/assertion.h"
#include "mapping/load.h"

enum { COLUMNS_LISTED = 12 };

static TriplesMap *first_user(const Load *load, const LogicalTable *table) {
  for (size_t i = 0; i < load->triples_maps.count; i++) {
    if (load->triples_maps.item[i]->table == table) return load->triples_maps.item[i];
  }
  return NULL;
}

// --- Relations ---------------------------------------------------------------------------------
static void bind_named_table(Load *load, LogicalTable *table) {
  const Catalogue *catalogue = load->mapping->catalogue;
  table->relation = catalogue_find(catalogue, table->schema, table->name);
  if (table->relation != NULL) return;
  const Relation *similar = catalogue_find_similar(catalogue, table->schema, table->name);
  TriplesMap *user = first_user(load, table);
  const char *written =
      table->schema == NULL
          ? arena_format(load->arena, "\"%s\"", table->name->text)
          : arena_format(load->arena, "\"%s\".\"%s\"", table->schema->text, table->name->text);
  if (similar != NULL && load->options->ignore_case) {
    tell(load, SEVERITY_WARNING, table->source, user, "there is no table %s; \"%s\" is taken",
         written, similar->name->text);
    table->relation = similar;
    table->schema = similar->schema;
    table->name = similar->name;
    return;
  }
  Diagnostic *diagnostic =
      tell(load, SEVERITY_ERROR, table->source, user, "there is no table or view %s", written);
  if (similar != NULL) {
    const char *name = quoted(load, similar->name);
    if (*name == '"')
      tell_hint(load, diagnostic, "write rr:tableName \"\\\"%s\\\"\": the database has %s",
                similar->name->text, name);
    else
      tell_hint(load, diagnostic, "write rr:tableName \"%s\": the table is in lower case", name);
  } else if (table->schema == NULL) {
    for (size_t i = 0; i < catalogue_relation_count(catalogue); i++) {
      const Relation *relation = catalogue_relation(catalogue, i);
      if (relation->name != table->name) continue;
      tell_hint(load, diagnostic, "schema \"%s\" has one, but is not on the search path",
                relation->schema->text);
      break;
    }
  }
}

static Status bind_queries(Load *load, Connection *db, Error *err) {
  VEC(LogicalTable *) tables = {0};
  VEC(const Symbol *) queries = {0};
  VEC(Position) leads = {0};
  for (size_t i = 0; i < load->tables.count; i++) {
    if (load->tables.item[i]->query == NULL) continue;
    VEC_PUSH(load->arena, &tables, load->tables.item[i]);
    VEC_PUSH(load->arena, &queries, load->tables.item[i]->query);
    VEC_PUSH(load->arena, &leads, load->leads.item[i]);
  }
  if (tables.count == 0) return STATUS_OK;
  const Relation **relation = (const Relation **)ARENA_ARRAY(load->arena, Relation *, tables.count);
  Error *errors = ARENA_ARRAY(load->arena, Error, tables.count);
  TRY(catalogue_describe((Catalogue *)(uintptr_t)load->mapping->catalogue, db, tables.count,
                         queries.item, relation, errors, err));
  for (size_t i = 0; i < tables.count; i++) {
    LogicalTable *table = tables.item[i];
    table->relation = relation[i];
    if (relation[i] != NULL) continue;
    const Error *error = &errors[i];
    const Position lead = leads.item[i];
    const unsigned column = error->at.column + (error->at.line == 1 ? lead.column : 0);
    const char *where = error->at.line == 0
                            ? ""
                            : arena_format(load->arena, " (line %u, column %u of the query)",
                                           error->at.line + lead.line, column);
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, table->source, first_user(load, table),
             "PostgreSQL refuses the rr:sqlQuery: %s%s", error->message, where);
    if (error->hint[0] != '\0') tell_hint(load, diagnostic, "%s", error->hint);
  }
  return STATUS_OK;
}

// student and public.student may be one relation: then they are one logical table.
static void unite_tables(Load *load) {
  for (size_t i = 0; i < load->triples_maps.count; i++) {
    TriplesMap *map = load->triples_maps.item[i];
    if (map->table == NULL || map->table->relation == NULL || map->table->query != NULL) continue;
    for (size_t j = 0; j < load->tables.count; j++) {
      if (load->tables.item[j]->relation != map->table->relation) continue;
      map->table = load->tables.item[j];
      break;
    }
  }
}

// --- Columns -----------------------------------------------------------------------------------
static const char *table_label(const Load *load, const LogicalTable *table) {
  if (table->query != NULL) return "the result of its rr:sqlQuery";
  return arena_format(load->arena, "table \"%s\"", table->relation->name->text);
}

static const char *list_columns(const Load *load, const Relation *relation) {
  Buffer text = {0};
  for (size_t i = 0; i < relation->column_count && i < COLUMNS_LISTED; i++)
    buffer_printf(&text, "%s%s", i == 0 ? "" : ", ", quoted(load, relation->column[i].name));
  if (relation->column_count > COLUMNS_LISTED)
    buffer_printf(&text, " and %zu more", relation->column_count - COLUMNS_LISTED);
  const char *copy = buffer_copy(&text, load->arena);
  buffer_free(&text);
  return copy;
}

static bool is_ambiguous(const Relation *relation, const Symbol *name) {
  size_t count = 0;
  for (size_t i = 0; i < relation->column_count; i++) count += relation->column[i].name == name;
  return count > 1;
}

// Checks that the table has *name; the index of the column, or -1 after telling.
static int bind_column(Load *load, TriplesMap *map, const LogicalTable *table, const Symbol **name,
                       Source source, const char *what) {
  const Relation *relation = table->relation;
  int column = relation_column(relation, *name);
  if (column >= 0) {
    if (!is_ambiguous(relation, *name)) return column;
    Diagnostic *diagnostic =
        tell(load, SEVERITY_ERROR, source, map, "%s: %s has several columns \"%s\"", what,
             table_label(load, table), (*name)->text);
    tell_hint(load, diagnostic, "give each column of the query a name of its own with AS");
    return -1;
  }
  const int similar = relation_column_similar(relation, *name);
  if (similar >= 0 && load->options->ignore_case) {
    tell(load, SEVERITY_WARNING, source, map, "%s: %s has no column \"%s\"; \"%s\" is taken", what,
         table_label(load, table), (*name)->text, relation->column[similar].name->text);
    *name = relation->column[similar].name;
    return similar;
  }
  Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, source, map, "%s: %s has no column \"%s\"",
                                what, table_label(load, table), (*name)->text);
  if (similar >= 0) {
    const char *has = relation->column[similar].name->text;
    if (*quoted(load, relation->column[similar].name) == '"')
      tell_hint(load, diagnostic,
                "write \"%s\" with quotes (\\\"%s\\\" in Turtle): the column is called \"%s\"", has,
                has, has);
    else
      tell_hint(load, diagnostic, "write %s without quotes: the column is in lower case", has);
  } else {
    tell_hint(load, diagnostic, "it has %s", list_columns(load, relation));
  }
  return -1;
}

static void bind_template(Load *load, TriplesMap *map, const LogicalTable *table,
                          const Template *template, Source source, const char *what) {
  for (size_t i = 0; i < template->column_count; i++) {
    const Symbol *name = template->column[i];
    (void)bind_column(load, map, table, &name, source, what);
    ((const Symbol **)(uintptr_t) template->column)[i] = name;
  }
}

static void bind_optional(Load *load, TriplesMap *map, const Symbol **column, Source source,
                          const char *what) {
  if (*column != NULL) (void)bind_column(load, map, map->table, column, source, what);
}

static void bind_term(Load *load, const TermUse *use) {
  TermMap *map = use->map;
  TriplesMap *owner = use->triples_map;
  if (map->kind == TERM_MAP_CONSTANT || owner->table == NULL || owner->table->relation == NULL)
    return;
  if (map->kind == TERM_MAP_TEMPLATE)
    bind_template(load, owner, owner->table, map->template_, map->source, "rr:template");
  bind_optional(load, owner, &map->term_kind_column, map->source, "anamorph:termTypeColumn");
  bind_optional(load, owner, &map->datatype_column, map->source, "anamorph:datatypeColumn");
  bind_optional(load, owner, &map->language_column, map->source, "anamorph:languageColumn");
  if (map->inverse_expression != NULL) {
    Error fault = {0};
    const Template *inverse =
        template_parse(load->arena, load->symbols, map->inverse_expression, &fault);
    bind_template(load, owner, owner->table, inverse, map->source, "rr:inverseExpression");
  }
  if (map->kind != TERM_MAP_COLUMN) return;
  const int column = bind_column(load, owner, owner->table, &map->column, map->source, "rr:column");
  if (column >= 0 && map->term_kind == TERM_LITERAL && map->datatype == NULL &&
      map->language == NULL)
    map->datatype = pg_type_info(owner->table->relation->column[column].type)->datatype;
}

// --- Joins -------------------------------------------------------------------------------------
static void bind_join(Load *load, const JoinUse *use) {
  TriplesMap *child = use->child;
  const TriplesMap *parent = use->map->parent;
  for (size_t i = 0; i < use->map->join_count; i++) {
    JoinCondition *join = (JoinCondition *)(uintptr_t)&use->map->join[i];
    int left = -1, right = -1;
    if (child->table != NULL && child->table->relation != NULL)
      left = bind_column(load, child, child->table, &join->child, use->map->source, "rr:child");
    if (parent->table != NULL && parent->table->relation != NULL)
      right = bind_column(load, child, parent->table, &join->parent, use->map->source, "rr:parent");
    if (left < 0 || right < 0) continue;
    const Column *a = &child->table->relation->column[left];
    const Column *b = &parent->table->relation->column[right];
    if (join_types_comparable(a->type, b->type) && (a->type != PG_TYPE_OTHER || a->oid == b->oid))
      continue;
    Diagnostic *diagnostic =
        tell(load, SEVERITY_WARNING, use->map->source, child,
             "the join compares \"%s\" (%s) with \"%s\" (%s): by their text, without an index",
             a->name->text, a->type_name->text, b->name->text, b->type_name->text);
    tell_hint(load, diagnostic, "give both columns one type, or cast in an rr:sqlQuery");
  }
}

Status bind_mapping(Load *load, Connection *db, Error *err) {
  Catalogue *catalogue = NULL;
  TRY(catalogue_load(db, load->arena, load->symbols, &catalogue, err));
  load->mapping->catalogue = catalogue;
  for (size_t i = 0; i < load->tables.count; i++) {
    if (load->tables.item[i]->query == NULL) bind_named_table(load, load->tables.item[i]);
  }
  TRY(bind_queries(load, db, err));
  unite_tables(load);
  for (size_t i = 0; i < load->terms.count; i++) bind_term(load, &load->terms.item[i]);
  for (size_t i = 0; i < load->joins.count; i++) bind_join(load, &load->joins.item[i]);
  return bind_functions(load, db, err);
}
