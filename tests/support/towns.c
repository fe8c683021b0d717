// The world of towns, and reading its suggestions.
#include "tests/support/towns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Four towns on each of thirty rivers, in six countries: a town on a river of a country is in the
// country. Of every third river the last town's country is not known. Town 900 is for later.
static const char SCHEMA[] =
    "CREATE TABLE river (id integer PRIMARY KEY, country integer NOT NULL);"
    "CREATE TABLE town (id integer PRIMARY KEY, river integer, country integer, mayor text);"
    "CREATE TABLE country (id integer PRIMARY KEY);"
    "INSERT INTO country SELECT generate_series(0, 5);"
    "INSERT INTO river SELECT r, r / 5 FROM generate_series(0, 29) AS r;"
    "INSERT INTO town SELECT r * 10 + t, r, CASE WHEN t = 3 AND r % 3 = 0 THEN NULL ELSE r / 5 END,"
    " 'Mayor' FROM generate_series(0, 29) AS r, generate_series(0, 3) AS t;";

static const char MAPPING[] =
    "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n"
    "@prefix : <http://a/> .\n"
    "<#town> rr:logicalTable [ rr:tableName \"town\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/town/{id}\"; rr:class :Town ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :mayor; rr:objectMap [ rr:column \"mayor\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :on; "
    "rr:objectMap [ rr:template \"http://a/river/{river}\" ] ] ;\n"
    "  rr:predicateObjectMap [ rr:predicate :in; "
    "rr:objectMap [ rr:template \"http://a/country/{country}\" ] ] .\n"
    "<#river> rr:logicalTable [ rr:tableName \"river\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/river/{id}\"; rr:class :River ] .\n"
    "<#country> rr:logicalTable [ rr:tableName \"country\" ] ;\n"
    "  rr:subjectMap [ rr:template \"http://a/country/{id}\"; rr:class :Country ] .\n";

static const char ONTOLOGY[] =
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix : <http://a/> .\n"
    ":Town owl:disjointWith :River , :Country . :River owl:disjointWith :Country .\n"
    ":Town a owl:Class . :River a owl:Class . :Country a owl:Class .\n"
    ":in a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain :Town ; "
    "rdfs:range :Country .\n"
    ":on a owl:ObjectProperty ; rdfs:domain :Town ; rdfs:range :River .\n"
    ":Town rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :in ; owl:someValuesFrom owl:Thing "
    "] .\n";

static char *write_file(const Fixture *fixture, const char *name, const char *text) {
  char *path = temporary_path(name, fixture->arena);
  FILE *file = fopen(path, "we");
  if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0) exit(1);
  return path;
}

int towns_run(const char *const arguments[], Buffer *output, Buffer *errors) {
  Buffer unseen = {0};
  const int code = run_anamorph(arguments, output, errors != NULL ? errors : &unseen);
  if (code != 0 && errors == NULL) fprintf(stderr, "%s\n", buffer_text(&unseen));
  buffer_free(&unseen);
  return code;
}

Towns towns_open(void) {
  Fixture *fixture = fixture_open(SCHEMA);
  const char *other = arena_format(fixture->arena, "# The same, in another text.\n%s", MAPPING);
  const Towns towns = {.fixture = fixture,
                       .mapping = write_file(fixture, "towns.ttl", MAPPING),
                       .other_mapping = write_file(fixture, "towns-other.ttl", other),
                       .ontology = write_file(fixture, "towns-ontology.ttl", ONTOLOGY),
                       .model = write_file(fixture, "towns.model", ""),
                       .export_file = write_file(fixture, "towns-export.ttl", ""),
                       .rules_file = write_file(fixture, "towns-rules.rq", "")};
  const char *const train[] = {"train",   "-m",        towns.mapping,    "-d",    fixture->conninfo,
                               "--model", "ensemble",  "--dim",          "32",    "--epochs",
                               "20",      "--set",     "rules_time=0.3", "--set", "batch=20",
                               "-M",      towns.model, "--quiet",        NULL};
  if (towns_run(train, NULL, NULL) != 0) exit(1);
  return towns;
}

void towns_close(Towns *towns) {
  const char *const files[] = {towns->mapping, towns->other_mapping, towns->ontology,
                               towns->model,   towns->export_file,   towns->rules_file};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) (void)unlink(files[i]);
  fixture_close(towns->fixture);
}

// --- Suggestions, as JSON ------------------------------------------------------------------------

size_t suggestions_count(const json_t *json) {
  return json_array_size(json_object_get(json, "suggestions"));
}

const char *suggestions_text(const json_t *json, size_t index, const char *name) {
  const json_t *item = json_array_get(json_object_get(json, "suggestions"), index);
  const char *text = json_string_value(json_object_get(item, name));
  return text == NULL ? "" : text;
}

bool suggestions_warn(const json_t *json, const char *part) {
  const json_t *warnings = json_object_get(json, "warnings");
  for (size_t i = 0; i < json_array_size(warnings); i++)
    if (strstr(json_string_value(json_array_get(warnings, i)), part) != NULL) return true;
  return false;
}
