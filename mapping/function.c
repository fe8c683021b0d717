// User-defined functions: PostgreSQL functions under a SPARQL function IRI (an extension of R2RML;
// see README.md), read from the graph and checked against pg_proc.
#include <stdlib.h>

#include "base/db/identifier.h"
#include "base/rdf/datatype.h"
#include "base/rdf/vocabulary.h"
#include "mapping/load.h"

// --- Reading -------------------------------------------------------------------------------------

static void fault(Load *load, const UserFunction *function, const char *text, const char *hint) {
  Diagnostic *diagnostic = tell(load, SEVERITY_ERROR, function->source, NULL, "function <%s>: %s",
                                function->iri->text, text);
  if (hint != NULL) tell_hint(load, diagnostic, "%s", hint);
}

// The one value of a property; NULL after telling.
static const Term *one_value(Load *load, const UserFunction *function, const Term *node,
                             const Symbol *property, bool required) {
  const Term *value = NULL;
  const size_t count = graph_objects(load->graph, node, property, &value);
  const char *name = property->text + strlen("https://anamorph.dev/ns#");
  if (count == 1) return &value[0];
  if (count > 1 || required)
    fault(load, function,
          arena_format(load->arena, "it has %s anamorph:%s", count == 0 ? "no" : "more than one",
                       name),
          NULL);
  return NULL;
}

static bool is_datatype(const Term *term) {
  return term->kind == TERM_IRI && datatype_family(term->lexical) != DATATYPE_OTHER &&
         term->lexical != &RDF_LANG_STRING;
}

static const char *const DATATYPE_HINT =
    "write an XSD datatype, such as xsd:double; xsd:anyURI stands for IRIs";

// The members of an RDF list of datatypes.
static void read_arguments(Load *load, UserFunction *function, const Term *list) {
  VEC(const Symbol *) datatypes = {0};
  enum { ARGUMENTS_MAX = 100 };  // PostgreSQL's own limit
  Term at = *list;
  while (!(at.kind == TERM_IRI && at.lexical == &RDF_NIL)) {
    const Term *first = NULL, *rest = NULL;
    if (graph_objects(load->graph, &at, &RDF_FIRST, &first) != 1 ||
        graph_objects(load->graph, &at, &RDF_REST, &rest) != 1 ||
        datatypes.count == ARGUMENTS_MAX) {
      fault(load, function, "anamorph:arguments is not a list of datatypes",
            "write ( xsd:double xsd:string ), or () when there are none");
      return;
    }
    if (!is_datatype(first)) {
      fault(load, function,
            arena_format(load->arena, "%s is not a datatype", term_name(load, first)),
            DATATYPE_HINT);
      return;
    }
    VEC_PUSH(load->arena, &datatypes, first->lexical);
    at = *rest;
  }
  function->argument_count = datatypes.count;
  function->argument = (const Symbol *const *)datatypes.item;
}

static void read_sql_name(Load *load, UserFunction *function, const Term *value) {
  QualifiedName name = {0};
  Error err = {0};
  if (value->kind != TERM_LITERAL) {
    fault(load, function, "anamorph:sqlFunction must be a string",
          "write \"schema.name\", or \"name\"");
  } else if (identifier_parse_qualified(load->symbols, value->lexical->text, value->lexical->length,
                                        &name, &err) != STATUS_OK ||
             name.count > 2) {
    fault(load, function,
          arena_format(load->arena, "anamorph:sqlFunction: %s",
                       name.count > 2 ? "it has more than two parts" : err.message),
          "write \"schema.name\", or \"name\"");
  } else {
    function->name = name.part[0];
    function->schema = name.count > 1 ? name.part[1] : NULL;
  }
}

void read_functions(Load *load) {
  const Term type = term_iri(&ANAMORPH_CLASS_FUNCTION);
  const Term *node = NULL;
  const size_t count = graph_subjects(load->graph, &RDF_TYPE, &type, &node);
  UserFunction *functions = ARENA_ARRAY(load->arena, UserFunction, count + 1);
  size_t read = 0;
  for (size_t i = 0; i < count; i++) {
    UserFunction *function = &functions[read];
    function->iri = node[i].lexical;
    function->source = graph_source(load->graph, &node[i]);
    if (node[i].kind != TERM_IRI) {
      tell(load, SEVERITY_ERROR, function->source, NULL,
           "an anamorph:Function must be an IRI: queries call it by that");
      continue;
    }
    const Term *name = one_value(load, function, &node[i], &ANAMORPH_SQL_FUNCTION, true);
    const Term *list = one_value(load, function, &node[i], &ANAMORPH_ARGUMENTS, true);
    const Term *result = one_value(load, function, &node[i], &ANAMORPH_RESULT, true);
    const Term *is_volatile = one_value(load, function, &node[i], &ANAMORPH_VOLATILE, false);
    if (name != NULL) read_sql_name(load, function, name);
    if (list != NULL) read_arguments(load, function, list);
    if (result != NULL && !is_datatype(result))
      fault(load, function,
            arena_format(load->arena, "anamorph:result %s is not a datatype",
                         term_name(load, result)),
            DATATYPE_HINT);
    else if (result != NULL)
      function->result = result->lexical;
    function->may_be_volatile =
        is_volatile != NULL && strcmp(is_volatile->lexical->text, "true") == 0;
    read++;
  }
  load->functions = functions;
  load->mapping->function = functions;
  load->mapping->function_count = read;
}

// --- Binding -------------------------------------------------------------------------------------

// PostgreSQL's types for values of a datatype, best first.
typedef struct Carriers {
  DatatypeFamily family;
  PgType type[4];
  size_t count;
} Carriers;

static const Carriers carriers[] = {
    {DATATYPE_BOOLEAN, {PG_TYPE_BOOL}, 1},
    {DATATYPE_INTEGER, {PG_TYPE_NUMERIC, PG_TYPE_INT8, PG_TYPE_INT4, PG_TYPE_INT2}, 4},
    {DATATYPE_DECIMAL, {PG_TYPE_NUMERIC}, 1},
    {DATATYPE_FLOAT, {PG_TYPE_FLOAT4, PG_TYPE_FLOAT8}, 2},
    {DATATYPE_DOUBLE, {PG_TYPE_FLOAT8}, 1},
    {DATATYPE_DATE, {PG_TYPE_DATE}, 1},
    {DATATYPE_TIME, {PG_TYPE_TIME}, 1},
    {DATATYPE_DATE_TIME, {PG_TYPE_TIMESTAMPTZ, PG_TYPE_TIMESTAMP}, 2},
};

// How well the type carries values of the datatype: 0 best, -1 not at all. All others travel as
// text.
static int carries(const Symbol *datatype, PgType type) {
  static const Carriers text = {DATATYPE_OTHER, {PG_TYPE_TEXT, PG_TYPE_VARCHAR}, 2};
  const Carriers *found = &text;
  for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
    if (carriers[i].family == datatype_family(datatype)) found = &carriers[i];
  for (size_t i = 0; i < found->count; i++)
    if (found->type[i] == type) return (int)i;
  return -1;
}

enum {
  PROC_SCHEMA,
  PROC_KIND,
  PROC_SET,
  PROC_VOLATILE,
  PROC_STRICT,
  PROC_RESULT,
  PROC_ARGUMENTS,
  PROC_ALLOWED,
  PROC_SIGNATURE
};

// Functions of that name, those first that a call without schema would find.
static const char *proc_sql(const Load *load, const UserFunction *function) {
  Buffer sql = {0};
  buffer_add_text(
      &sql,
      "SELECT n.nspname, p.prokind, p.proretset, p.provolatile, p.proisstrict,"
      " coalesce(nullif(r.typbasetype, 0), r.oid)::int8,"
      " (SELECT coalesce(string_agg(coalesce(nullif(t.typbasetype, 0), t.oid)::text, ' '"
      " ORDER BY a.i), '') FROM unnest(p.proargtypes) WITH ORDINALITY AS a(oid, i)"
      " JOIN pg_catalog.pg_type AS t ON t.oid = a.oid),"
      " has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE'),"
      " p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') returns '"
      " || format_type(p.prorettype, NULL)"
      " FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace"
      " JOIN pg_catalog.pg_type AS r ON r.oid = p.prorettype WHERE p.proname = ");
  identifier_append_literal(&sql, function->name->text, function->name->length);
  if (function->schema == NULL) {
    buffer_add_text(&sql, " AND pg_function_is_visible(p.oid)");
  } else {
    buffer_add_text(&sql, " AND n.nspname = ");
    identifier_append_literal(&sql, function->schema->text, function->schema->length);
  }
  buffer_add_text(&sql, " ORDER BY p.oid");
  const char *text = buffer_copy(&sql, load->arena);
  buffer_free(&sql);
  return text;
}

// How well the candidate's parameters carry the arguments, lower better; -1: they do not.
static int fit(const UserFunction *function, const PGresult *procs, int row, PgType types[]) {
  const char *at = PQgetvalue(procs, row, PROC_ARGUMENTS);
  int cost = 0;
  for (size_t i = 0; i < function->argument_count; i++) {
    char *end;
    const unsigned long oid = strtoul(at, &end, 10);
    if (end == at) return -1;
    types[i] = pg_type_of_oid((PgOid)oid);
    const int one = carries(function->argument[i], types[i]);
    if (one < 0) return -1;
    cost += one;
    at = end;
  }
  return *at == '\0' ? cost : -1;
}

static bool is(const PGresult *procs, int row, int column, const char *value) {
  return strcmp(PQgetvalue(procs, row, column), value) == 0;
}

// What is wrong with a function that fits; NULL: nothing.
static const char *objection(const UserFunction *function, const PGresult *procs, int row,
                             const char **hint) {
  *hint = NULL;
  if (!is(procs, row, PROC_KIND, "f"))
    return "it is an aggregate, a window function or a procedure";
  if (is(procs, row, PROC_SET, "t")) return "it returns a set";
  if (is(procs, row, PROC_ALLOWED, "f")) {
    *hint = "GRANT EXECUTE ON FUNCTION … TO the gateway's role, and USAGE on its schema";
    return "the gateway's role may not call it";
  }
  if (is(procs, row, PROC_VOLATILE, "v") && !function->may_be_volatile) {
    *hint = "declare it IMMUTABLE or STABLE, or say anamorph:volatile true here";
    return "it is VOLATILE";
  }
  const PgType type = pg_type_of_oid((PgOid)strtoul(PQgetvalue(procs, row, PROC_RESULT), NULL, 10));
  if (carries(function->result, type) < 0 && pg_type_info(type)->datatype != function->result)
    return "its result is of another type than anamorph:result says";
  return NULL;
}

static void no_candidate(Load *load, const UserFunction *function, const PGresult *procs) {
  Buffer hint = {0};
  for (int i = 0; i < PQntuples(procs) && i < 3; i++)
    buffer_printf(&hint, "%s%s", i > 0 ? "; " : "there is ", PQgetvalue(procs, i, PROC_SIGNATURE));
  fault(load, function,
        arena_format(load->arena, "there is no function %s%s", quoted(load, function->name),
                     PQntuples(procs) > 0 ? " that takes such arguments" : ""),
        hint.length == 0 ? NULL : arena_format(load->arena, "%s", buffer_text(&hint)));
  buffer_free(&hint);
}

static void bind_function(Load *load, UserFunction *function, const PGresult *procs) {
  PgType *types = ARENA_ARRAY(load->arena, PgType, function->argument_count + 1);
  int best = -1, best_cost = 0;
  for (int i = 0; i < PQntuples(procs); i++) {
    const int cost = fit(function, procs, i, types);
    if (cost < 0 || (best >= 0 && cost >= best_cost)) continue;
    best = i;
    best_cost = cost;
  }
  if (best < 0) {
    no_candidate(load, function, procs);
    return;
  }
  const char *hint, *wrong = objection(function, procs, best, &hint);
  if (wrong != NULL) {
    fault(load, function,
          arena_format(load->arena, "%s: %s", PQgetvalue(procs, best, PROC_SIGNATURE), wrong),
          hint);
    return;
  }
  fit(function, procs, best, types);
  function->argument_type = types;
  function->result_type =
      pg_type_of_oid((PgOid)strtoul(PQgetvalue(procs, best, PROC_RESULT), NULL, 10));
  function->strict = is(procs, best, PROC_STRICT, "t");
  Buffer name = {0};
  const char *schema = PQgetvalue(procs, best, PROC_SCHEMA);
  identifier_append(&name, schema, strlen(schema));
  buffer_add_char(&name, '.');
  identifier_append(&name, function->name->text, function->name->length);
  function->sql_name = buffer_copy(&name, load->arena);
  buffer_free(&name);
}

Status bind_functions(Load *load, Connection *db, Error *err) {
  for (size_t i = 0; i < load->mapping->function_count; i++) {
    UserFunction *function = &load->functions[i];
    if (function->name == NULL || function->result == NULL) continue;
    PGresult *procs = NULL;
    TRY(connection_query(db, proc_sql(load, function), &procs, err));
    bind_function(load, function, procs);
    PQclear(procs);
  }
  return STATUS_OK;
}
