// Facts about the data that the database does not declare, from side files (mapping/README.md):
//
//   unique sales (number)                # a line each; # begins a comment
//   not null sales (number, day)
//   primary key <#Recent> (id)           # of a triples map's rr:sqlQuery: unique and not null
//   foreign key sales (customer) references customer (id)
//   no '-' in sales (code, day)          # of no character of the text
//   dependency sales (shop, day) determines (weather)
//   disjoint sales (number), returns (number), gifts (number)
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/db/identifier.h"
#include "mapping/fact.h"
#include "mapping/load.h"

enum { MILLISECONDS = 10000 };

typedef VEC(unsigned) Columns;

// A line being read; wrong: it has been told. db: where its facts are asked of the data; or NULL.
typedef struct Line {
  Load *load;
  Connection *db;
  Source source;
  const char *at;
  bool wrong;
} Line;

static void complain(Line *line, const char *what, const char *hint) {
  if (line->wrong) return;
  line->wrong = true;
  Diagnostic *diagnostic =
      tell(line->load, SEVERITY_ERROR, line->source, NULL, "in the facts: %s", what);
  if (hint != NULL) tell_hint(line->load, diagnostic, "%s", hint);
}

static void skip_space(Line *line) { line->at += strspn(line->at, " \t\r"); }

static bool take_word(Line *line, const char *word) {
  skip_space(line);
  const size_t length = strlen(word);
  if (strncasecmp(line->at, word, length) != 0) return false;
  if (line->at[length] != '\0' && strchr(" \t\r(", line->at[length]) == NULL) return false;
  line->at += length;
  return true;
}

// Up to one of `ends`, quoted identifiers kept whole.
static const char *take_until(Line *line, const char *ends) {
  skip_space(line);
  const char *from = line->at;
  bool quoted = false;
  for (; *line->at != '\0' && (quoted || strchr(ends, *line->at) == NULL); line->at++)
    if (*line->at == '"') quoted = !quoted;
  return arena_format(line->load->arena, "%.*s", (int)(line->at - from), from);
}

static const Relation *find_map(Line *line, const char *name) {
  for (size_t i = 0; i < line->load->triples_maps.count; i++) {
    const TriplesMap *map = line->load->triples_maps.item[i];
    if (map->table != NULL && map->table->relation != NULL &&
        strcmp(triples_map_name(line->load, map), name) == 0)
      return map->table->relation;
  }
  complain(line,
           arena_format(line->load->arena, "there is no triples map %s with a logical table", name),
           "a triples map is named as messages name it: <#Name> below the base");
  return NULL;
}

static const Relation *take_relation(Line *line) {
  skip_space(line);
  Load *load = line->load;
  if (*line->at == '<') {
    const char *name = take_until(line, ">");
    if (*line->at == '>') line->at++;
    return find_map(line, arena_format(load->arena, "%s>", name));
  }
  const char *text = take_until(line, " \t(");
  QualifiedName name = {0};
  Error err = {0};
  if (identifier_parse_qualified(load->symbols, text, strlen(text), &name, &err) != STATUS_OK) {
    complain(line, err.message, NULL);
    return NULL;
  }
  const Relation *relation =
      catalogue_find(load->mapping->catalogue, name.count > 1 ? name.part[1] : NULL, name.part[0]);
  if (relation == NULL)
    complain(line, arena_format(load->arena, "there is no table or view %s", text), NULL);
  return relation;
}

static bool take_columns(Line *line, const Relation *relation, Columns *out) {
  Load *load = line->load;
  skip_space(line);
  if (line->wrong || *line->at != '(') {
    complain(line, "columns in parentheses are missing", NULL);
    return false;
  }
  do {
    line->at++;
    const char *text = take_until(line, ",)");
    Error err = {0};
    const Symbol *name = identifier_parse(load->symbols, text, strlen(text), &err);
    const int column = name == NULL ? -1 : relation_column(relation, name);
    if (column < 0) {
      complain(
          line,
          name == NULL ? err.message : arena_format(load->arena, "there is no column %s", text),
          NULL);
      return false;
    }
    VEC_PUSH(load->arena, out, (unsigned)column);
  } while (*line->at == ',');
  if (*line->at == ')') {
    line->at++;
    return true;
  }
  complain(line, "the list of columns does not end", NULL);
  return false;
}

static void declare(Line *line, const Fact *fact) {
  if (line->wrong) return;
  if (line->db != NULL && fact_is_refuted(fact, line->db))
    complain(line, "the data say otherwise", "answers would be wrong: leave the fact out");
  fact_declare(fact, (Catalogue *)(uintptr_t)line->load->mapping->catalogue);
}

static ColumnSet set_of(const Columns *columns) {
  return (ColumnSet){columns->count, columns->item};
}

static void read_foreign_key(Line *line) {
  Columns from = {0}, to = {0};
  const Relation *relation = take_relation(line);
  if (relation == NULL || !take_columns(line, relation, &from)) return;
  if (!take_word(line, "references")) {
    complain(line, "\"references\" is missing", NULL);
    return;
  }
  const Relation *target = take_relation(line);
  if (target == NULL || !take_columns(line, target, &to)) return;
  if (from.count != to.count) {
    complain(line, "a foreign key has as many columns as it refers to", NULL);
    return;
  }
  declare(line, &(Fact){.kind = FACT_FOREIGN_KEY,
                        .relation = relation,
                        .columns = set_of(&from),
                        .target = target,
                        .target_columns = set_of(&to)});
}

// no '-:' in table (column, …)
static void read_without(Line *line) {
  Load *load = line->load;
  skip_space(line);
  const char *from = line->at + (*line->at == '\'');
  const size_t length = strcspn(from, "'");
  bool good = from > line->at && length > 0 && from[length] == '\'';
  for (size_t i = 0; good && i < length; i++) good = from[i] > ' ' && from[i] < 0x7f;
  if (!good) {
    complain(line, "characters are missing: printable ASCII in quotation marks, as in no '-' in …",
             NULL);
    return;
  }
  line->at = from + length + 1;
  if (!take_word(line, "in")) {
    complain(line, "\"in\" is missing", NULL);
    return;
  }
  Columns columns = {0};
  const Relation *relation = take_relation(line);
  if (relation == NULL || !take_columns(line, relation, &columns)) return;
  for (size_t i = 0; i < columns.count; i++) {
    const Column *column = &relation->column[columns.item[i]];
    if (pg_type_info(column->type)->family != PG_FAMILY_TEXT)
      complain(line, arena_format(load->arena, "the column %s is not text", column->name->text),
               NULL);
  }
  declare(line, &(Fact){.kind = FACT_WITHOUT,
                        .relation = relation,
                        .columns = set_of(&columns),
                        .characters = arena_format(load->arena, "%.*s", (int)length, from)});
}

// dependency table (column, …) determines (column, …)
static void read_dependency(Line *line) {
  Columns from = {0}, to = {0};
  const Relation *relation = take_relation(line);
  if (relation == NULL || !take_columns(line, relation, &from)) return;
  if (!take_word(line, "determines")) {
    complain(line, "\"determines\" is missing", NULL);
    return;
  }
  if (!take_columns(line, relation, &to)) return;
  declare(line, &(Fact){.kind = FACT_DEPENDENCY,
                        .relation = relation,
                        .columns = set_of(&from),
                        .target_columns = set_of(&to)});
}

typedef struct Place {
  const Relation *relation;
  unsigned column;
} Place;

// disjoint table (column), table (column), …: each two of them.
static void read_disjoint(Line *line) {
  VEC(Place) places = {0};
  for (bool more = true; more; line->at += more) {
    Columns columns = {0};
    const Relation *relation = take_relation(line);
    if (relation == NULL || !take_columns(line, relation, &columns)) return;
    if (columns.count != 1) complain(line, "one column of each table is disjoint", NULL);
    const Place place = {relation, columns.item[0]};
    VEC_PUSH(line->load->arena, &places, place);
    skip_space(line);
    more = *line->at == ',';
  }
  if (places.count < 2) complain(line, "a column is disjoint from another's", NULL);
  for (size_t i = 1; i < places.count; i++)
    for (size_t j = 0; j < i; j++) {
      const Place *a = &places.item[i], *b = &places.item[j];
      if (a->relation == b->relation && a->column == b->column)
        complain(line, "a column is not disjoint from itself", NULL);
      declare(line, &(Fact){.kind = FACT_DISJOINT,
                            .relation = a->relation,
                            .columns = {1, &a->column},
                            .target = b->relation,
                            .target_columns = {1, &b->column}});
    }
}

static void read_line(Line *line) {
  skip_space(line);
  if (*line->at == '\0' || *line->at == '#') return;
  if (take_word(line, "foreign")) {
    if (take_word(line, "key"))
      read_foreign_key(line);
    else
      complain(line, "\"key\" is missing after \"foreign\"", NULL);
  } else if (take_word(line, "no")) {
    read_without(line);
  } else if (take_word(line, "dependency")) {
    read_dependency(line);
  } else if (take_word(line, "disjoint")) {
    read_disjoint(line);
  } else {
    const bool primary = take_word(line, "primary"), nulls = !primary && take_word(line, "not");
    const bool known = primary ? take_word(line, "key")
                       : nulls ? take_word(line, "null")
                               : take_word(line, "unique");
    if (!known) {
      complain(
          line, "this is no fact",
          "a fact begins with unique, primary key, not null, foreign key, dependency, disjoint or "
          "no");
      return;
    }
    Columns columns = {0};
    const Relation *relation = take_relation(line);
    if (relation == NULL || !take_columns(line, relation, &columns)) return;
    Fact fact = {.kind = FACT_NOT_NULL, .relation = relation, .columns = set_of(&columns)};
    if (primary || nulls) declare(line, &fact);
    fact.kind = FACT_UNIQUE;
    if (!nulls) declare(line, &fact);
  }
  skip_space(line);
  if (*line->at != '\0' && *line->at != '#') complain(line, "there is more after the fact", NULL);
}

static Status read_file(Load *load, Connection *db, const char *path, Error *err) {
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    error_set(err, STATUS_IO, "cannot read the facts: %s", strerror(errno));
    error_file(err, path);
    return STATUS_IO;
  }
  char *text = NULL;
  size_t size = 0;
  unsigned number = 0;
  for (ssize_t length; (length = getline(&text, &size, file)) >= 0;) {
    if (length > 0 && text[length - 1] == '\n') text[length - 1] = '\0';
    Line line = {
        load, db, {arena_copy_text(load->arena, path, strlen(path)), {++number, 1}}, text, false};
    read_line(&line);
  }
  free(text);
  (void)fclose(file);
  return STATUS_OK;
}

static Status read_files(Load *load, Connection *db, Error *err) {
  for (size_t i = 0; i < load->options->facts_count; i++)
    TRY(read_file(load, db, load->options->facts[i], err));
  return STATUS_OK;
}

Status read_facts(Load *load, Connection *db, Error *err) {
  if (load->options->facts_count == 0 || !load->options->check_facts)
    return read_files(load, NULL, err);
  connection_set_timeout(db, MILLISECONDS);
  const Status status = read_files(load, db, err);
  connection_set_timeout(db, 0);
  return status;
}
