// What the gateway knows about each PostgreSQL type; the rows are in pg_type.def.
#ifndef ANAMORPH_BASE_DB_PG_TYPE_H
#define ANAMORPH_BASE_DB_PG_TYPE_H

#include <stdbool.h>

#include "base/symbol.h"

typedef unsigned PgOid;

typedef enum PgFamily {
  PG_FAMILY_BOOLEAN,
  PG_FAMILY_INTEGER,
  PG_FAMILY_NUMERIC,
  PG_FAMILY_FLOAT,
  PG_FAMILY_TEXT,
  PG_FAMILY_BPCHAR,
  PG_FAMILY_BINARY,
  PG_FAMILY_DATE,
  PG_FAMILY_TIME,
  PG_FAMILY_TIMESTAMP,
  PG_FAMILY_UUID,
  PG_FAMILY_OTHER,
} PgFamily;

// PG_TYPE_INT4, PG_TYPE_TEXT, …; PG_TYPE_OTHER stands for every type that is not listed.
typedef enum PgType {
#define PG_TYPE(name, oid, family, datatype, equality, sql) PG_TYPE_##name,
#include "base/db/pg_type.def"
#undef PG_TYPE
  PG_TYPE_COUNT
} PgType;

typedef struct PgTypeInfo {
  const char *name;  // as written in casts
  PgOid oid;
  PgFamily family;
  const Symbol *datatype;  // the natural RDF datatype
  bool native_equality;
} PgTypeInfo;

// PG_TYPE_OTHER for an oid that is not listed. Domains must be resolved to their base type first.
PgType pg_type_of_oid(PgOid oid);
const PgTypeInfo *pg_type_info(PgType type);

#endif
