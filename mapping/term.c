// Building terms: the inner loop of a dump.
#include "mapping/term.h"

#include <stdio.h>

#include "base/rdf/datatype.h"
#include "base/rdf/iri.h"
#include "base/rdf/language_tag.h"
#include "base/rdf/vocabulary.h"
#include "mapping/assertion.h"

// An argument: where it stands in the row. plain: PostgreSQL's text is the natural lexical form.
typedef struct Argument {
  int slot;
  PgType type;
  bool plain;
  const Symbol *column;
} Argument;

// text holds base + value: an absolute IRI begins after the base, a relative one with it.
struct TermBuilder {
  const TermMap *map;
  const Mapping *mapping;
  TermFaults *faults;
  size_t base_length;
  size_t argument_count;
  Argument *argument;
  int kind_slot, datatype_slot, language_slot;  // -1: none
  Buffer text, spare, tag;
  Symbol lexical, datatype, language;
};

static void release(void *object) {
  TermBuilder *builder = object;
  buffer_free(&builder->text);
  buffer_free(&builder->spare);
  buffer_free(&builder->tag);
}

static Argument make_argument(const TermMap *map, const LogicalTable *table, RowLayout layout,
                              const Symbol *column) {
  const int index = relation_column(table->relation, column);
  const PgType own = index < 0 ? PG_TYPE_OTHER : table->relation->column[index].type;
  const PgType type = term_map_native_type(map, own);
  const PgFamily family = pg_type_info(type)->family;
  const bool plain = family == PG_FAMILY_TEXT || family == PG_FAMILY_INTEGER ||
                     family == PG_FAMILY_UUID || family == PG_FAMILY_BPCHAR;
  return (Argument){layout.slot(layout.self, column, type), type, plain, column};
}

static int optional_slot(const LogicalTable *table, RowLayout layout, const Symbol *column) {
  if (column == NULL) return -1;
  const int index = relation_column(table->relation, column);
  return layout.slot(layout.self, column,
                     index < 0 ? PG_TYPE_OTHER : table->relation->column[index].type);
}

TermBuilder *term_builder_create(Arena *arena, const Mapping *mapping, const TermMap *map,
                                 const LogicalTable *table, RowLayout layout, TermFaults *faults) {
  TermBuilder *builder = ARENA_NEW(arena, TermBuilder);
  *builder = (TermBuilder){.map = map,
                           .mapping = mapping,
                           .faults = faults,
                           .base_length = strlen(mapping->base),
                           .kind_slot = optional_slot(table, layout, map->term_kind_column),
                           .datatype_slot = optional_slot(table, layout, map->datatype_column),
                           .language_slot = optional_slot(table, layout, map->language_column)};
  arena_on_release(arena, release, builder);
  if (map->kind == TERM_MAP_COLUMN) {
    builder->argument_count = 1;
    builder->argument = ARENA_NEW(arena, Argument);
    builder->argument[0] = make_argument(map, table, layout, map->column);
  } else if (map->kind == TERM_MAP_TEMPLATE) {
    const Template *template = map->template_;
    builder->argument_count = template->column_count;
    builder->argument = ARENA_ARRAY(arena, Argument, template->column_count);
    for (size_t i = 0; i < template->column_count; i++)
      builder->argument[i] = make_argument(map, table, layout, template->column[i]);
  }
  return builder;
}

// --- Faults ------------------------------------------------------------------------------------
static Status fault(TermBuilder *builder, const Symbol *column, const char *value,
                    const char *wanted, Error *err) {
  TermFaults *faults = builder->faults;
  if (faults->count++ == 0)
    (void)snprintf(faults->example, sizeof faults->example, "%.250s", value);
  if (!faults->strict) return STATUS_OK;
  const TermMap *map = builder->map;
  error_at(err, STATUS_DATA, map->source.at, "column \"%s\" holds \"%.200s\", which is no %s",
           column->text, value, wanted);
  if (map->source.file != NULL) error_file(err, map->source.file);
  if (map->term_kind == TERM_IRI && map->kind == TERM_MAP_COLUMN)
    error_hint(err, "rr:template \"{…}\" percent-encodes what an IRI cannot hold");
  return STATUS_DATA;
}

// --- Values ------------------------------------------------------------------------------------
// The natural lexical form of an argument; *text is NULL where there is none.
static Status natural(TermBuilder *builder, const Argument *argument, const Row *row,
                      const char **text, size_t *length, Error *err) {
  const char *value = row->value[argument->slot];
  *text = value;
  if (value == NULL) return STATUS_OK;
  *length = (size_t)row->length[argument->slot];
  if (argument->plain) return STATUS_OK;
  buffer_clear(&builder->spare);
  if (!datatype_from_pg(argument->type, value, *length, &builder->spare)) {
    *text = NULL;
    return fault(builder, argument->column, value, "value of its XSD datatype", err);
  }
  *text = buffer_text(&builder->spare);
  *length = builder->spare.length;
  return STATUS_OK;
}

static void start_text(TermBuilder *builder) {
  buffer_clear(&builder->text);
  buffer_add(&builder->text, builder->mapping->base, builder->base_length);
}

// base + the template's value in builder->text; false in *there where an argument is NULL.
static Status fill_template(TermBuilder *builder, const Row *row, bool encode, bool *there,
                            Error *err) {
  const Template *template = builder->map->template_;
  start_text(builder);
  *there = false;
  for (size_t i = 0; i < template->column_count; i++) {
    buffer_add_symbol(&builder->text, template->text[i]);
    const char *value = NULL;
    size_t length = 0;
    TRY(natural(builder, &builder->argument[i], row, &value, &length, err));
    if (value == NULL) return STATUS_OK;
    if (encode)
      (void)iri_encode(value, length, &builder->text);
    else
      buffer_add(&builder->text, value, length);
  }
  buffer_add_symbol(&builder->text, template->text[template->column_count]);
  *there = true;
  return STATUS_OK;
}

// builder->text is base + value: takes the value, or both when the value is a relative IRI
// (R2RML 11.2). Only column values need their characters checked.
static Status finish_iri(TermBuilder *builder, bool check, Error *err) {
  Buffer *text = &builder->text;
  const char *value = text->data + builder->base_length;
  const size_t length = text->length - builder->base_length;
  // A column that says the kind stands beside whole IRIs.
  const bool whole_iri = builder->kind_slot >= 0 || iri_is_absolute(value, length);
  const size_t start = whole_iri ? builder->base_length : 0;
  if (check && !iri_is_valid(value, length)) {
    TRY(fault(builder, builder->argument[0].column, buffer_text(text) + builder->base_length, "IRI",
              err));
    buffer_clear(&builder->spare);
    (void)iri_escape(text->data + start, text->length - start, &builder->spare);
    builder->lexical = (Symbol){buffer_text(&builder->spare), builder->spare.length};
    return STATUS_OK;
  }
  const char *whole = buffer_text(text);
  builder->lexical = (Symbol){whole + start, text->length - start};
  return STATUS_OK;
}

// --- Terms -------------------------------------------------------------------------------------
// The extension of mapping/README.md: IRI, BlankNode or Literal; anything else leaves the default.
static TermKind row_kind(const TermBuilder *builder, const Row *row) {
  const char *text = builder->kind_slot < 0 ? NULL : row->value[builder->kind_slot];
  if (text == NULL) return builder->map->term_kind;
  if (strcmp(text, "IRI") == 0) return TERM_IRI;
  if (strcmp(text, "BlankNode") == 0) return TERM_BLANK;
  return strcmp(text, "Literal") == 0 ? TERM_LITERAL : builder->map->term_kind;
}

static const Symbol *row_symbol(int slot, const Row *row, Symbol *symbol, const Symbol *otherwise) {
  if (slot < 0 || row->value[slot] == NULL || row->length[slot] == 0) return otherwise;
  *symbol = (Symbol){row->value[slot], (size_t)row->length[slot]};
  return symbol;
}

static void finish_literal(TermBuilder *builder, const Row *row, Term *out) {
  const TermMap *map = builder->map;
  Symbol written;
  out->language = row_symbol(builder->language_slot, row, &written, map->language);
  if (out->language == &written) {
    buffer_clear(&builder->tag);
    language_tag_lower(written.text, written.length, &builder->tag);
    builder->language = (Symbol){buffer_text(&builder->tag), builder->tag.length};
    out->language = &builder->language;
  }
  if (out->language != NULL) {
    out->datatype = &RDF_LANG_STRING;
    return;
  }
  const Symbol *natural_type = map->datatype;
  if (natural_type == NULL || natural_type == &RDF_LANG_STRING)
    natural_type = map->kind == TERM_MAP_COLUMN ? pg_type_info(builder->argument[0].type)->datatype
                                                : &XSD_STRING;
  out->datatype = row_symbol(builder->datatype_slot, row, &builder->datatype, natural_type);
}

static Status build_lexical(TermBuilder *builder, const Row *row, TermKind kind, bool *there,
                            Error *err) {
  if (builder->map->kind == TERM_MAP_TEMPLATE) {
    TRY(fill_template(builder, row, kind == TERM_IRI, there, err));
    if (!*there) return STATUS_OK;
    if (kind == TERM_IRI) return finish_iri(builder, builder->kind_slot >= 0, err);
    const char *whole = buffer_text(&builder->text);
    builder->lexical =
        (Symbol){whole + builder->base_length, builder->text.length - builder->base_length};
    return STATUS_OK;
  }
  const char *value = NULL;
  size_t length = 0;
  TRY(natural(builder, &builder->argument[0], row, &value, &length, err));
  *there = value != NULL;
  if (!*there) return STATUS_OK;
  builder->lexical = (Symbol){value, length};
  if (kind != TERM_IRI) return STATUS_OK;
  start_text(builder);
  buffer_add(&builder->text, value, length);
  return finish_iri(builder, true, err);
}

Status term_build(TermBuilder *builder, const Row *row, Term *out, Error *err) {
  if (builder->map->kind == TERM_MAP_CONSTANT) {
    *out = builder->map->constant;
    return STATUS_OK;
  }
  *out = (Term){.kind = TERM_UNBOUND};
  const TermKind kind = row_kind(builder, row);
  bool there = false;
  TRY(build_lexical(builder, row, kind, &there, err));
  if (!there) return STATUS_OK;
  out->kind = kind;
  out->lexical = &builder->lexical;
  if (kind == TERM_LITERAL) finish_literal(builder, row, out);
  return STATUS_OK;
}
