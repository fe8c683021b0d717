// The Berlin SPARQL Benchmark's data at any scale: an SQL script in PostgreSQL's syntax.
//
// Counts and distributions follow the published BSBM 3.1 specification ("Benchmark Rules", dataset
// generator): product type hierarchy, features by type, 20 offers and 10 reviews a product. The
// words are made of syllables, as its dictionary is not needed for any query.
#ifndef ANAMORPH_TESTS_BENCH_BSBM_GENERATE_H
#define ANAMORPH_TESTS_BENCH_BSBM_GENERATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// splitmix64: the same seed gives the same data on every machine.
typedef struct Random {
  uint64_t state;
} Random;

uint64_t draw_next(Random *random);
// Uniform in [low, high].
int draw_between(Random *random, int low, int high);

// What the parameters of queries are drawn from.
typedef struct BsbmScale {
  int products, producers, vendors, offers, persons, reviews, rating_sites;
  int types, first_leaf_type, features;
} BsbmScale;

// Word number `index` of the dictionary, into text (at least 16 bytes).
enum { BSBM_WORDS = 40000 };
void bsbm_word(int index, char *text);

// Which features the products of a leaf type may have: *first .. *last, for each ancestor level.
// (Features of one type are numbered in a row.)
typedef struct BsbmWorld BsbmWorld;
BsbmWorld *bsbm_world_create(int products, uint64_t seed);
void bsbm_world_destroy(BsbmWorld *world);
const BsbmScale *bsbm_world_scale(const BsbmWorld *world);

// A random leaf type, and a random feature that products of it may have.
int bsbm_random_leaf(const BsbmWorld *world, Random *random);
int bsbm_random_feature(const BsbmWorld *world, int leaf, Random *random);

// What the IRIs of the explore queries need. All numbers start at 1.
int bsbm_producer_of(const BsbmWorld *world, int product);
int bsbm_vendor_of(const BsbmWorld *world, int offer);
int bsbm_rating_site_of(const BsbmWorld *world, int review);

// Schema, rows by COPY, indexes and ANALYZE.
void bsbm_write(const BsbmWorld *world, FILE *out);

#endif
