-- The world: regions, countries and their neighbours, languages, currencies, cities.
-- Load with: psql -f schema.sql -f load.sql

CREATE DOMAIN region_code AS text CHECK (VALUE ~ '^[0-9]{3}$');
CREATE DOMAIN country_code AS text CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN family_code AS text CHECK (VALUE ~ '^[a-z]{3}$');
CREATE DOMAIN language_code AS text CHECK (VALUE ~ '^[a-z]{2,3}$');
CREATE DOMAIN script_code AS text CHECK (VALUE ~ '^[A-Z][a-z]{3}$');
CREATE DOMAIN currency_code AS text CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN organisation_code AS text CHECK (VALUE ~ '^[A-Z]{2}$');

CREATE TABLE region (
  code   region_code PRIMARY KEY,
  parent region_code REFERENCES region,
  name   text NOT NULL UNIQUE,
  level  text NOT NULL CHECK (level IN ('world', 'continent', 'subregion')),
  CHECK ((parent IS NULL) = (level = 'world'))
);
COMMENT ON TABLE region IS 'Parts of the world after the United Nations'' M49 codes';

CREATE TABLE country (
  code       country_code PRIMARY KEY,
  alpha3     text NOT NULL UNIQUE CHECK (alpha3 ~ '^[A-Z]{3}$'),
  number     text UNIQUE CHECK (number ~ '^[0-9]{3}$'),
  region     region_code NOT NULL REFERENCES region,
  name       text NOT NULL UNIQUE,
  status     text NOT NULL CHECK (status IN ('member', 'observer', 'other')),
  population bigint NOT NULL CHECK (population >= 0),
  gdp        numeric(16, 0) CHECK (gdp > 0),
  literacy   numeric(4, 1) CHECK (literacy BETWEEN 0 AND 100)
);
COMMENT ON TABLE country IS 'Countries and territories of ISO 3166-1';
COMMENT ON COLUMN country.number IS 'ISO 3166-1 numeric; Kosovo has none';
COMMENT ON COLUMN country.status IS 'at the United Nations';
COMMENT ON COLUMN country.gdp IS 'gross domestic product at purchasing power parity, US dollars a year';
COMMENT ON COLUMN country.literacy IS 'percent of the people who can read and write';
CREATE INDEX ON country (region);

CREATE TABLE language_family (
  code   family_code PRIMARY KEY,
  parent family_code REFERENCES language_family,
  name   text NOT NULL UNIQUE
);
COMMENT ON TABLE language_family IS 'ISO 639-5';
CREATE INDEX ON language_family (parent);

CREATE TABLE language (
  code   language_code PRIMARY KEY,
  family family_code REFERENCES language_family,
  name   text NOT NULL
);
COMMENT ON TABLE language IS 'Living languages, with codes as in language tags (BCP 47)';
COMMENT ON COLUMN language.family IS 'NULL for a language with no known relatives';
CREATE INDEX ON language (family);

CREATE TABLE script (
  code script_code PRIMARY KEY,
  name text NOT NULL UNIQUE
);
COMMENT ON TABLE script IS 'Writing systems, ISO 15924';

CREATE TABLE language_script (
  language language_code REFERENCES language,
  script   script_code REFERENCES script,
  PRIMARY KEY (language, script)
);
CREATE INDEX ON language_script (script);

CREATE TABLE country_name (
  country  country_code REFERENCES country,
  language language_code REFERENCES language,
  name     text NOT NULL,
  PRIMARY KEY (country, language)
);
COMMENT ON TABLE country_name IS
  'What a country is called in seven world languages and in its own official ones';

CREATE TABLE language_name (
  language    language_code REFERENCES language,
  in_language language_code REFERENCES language,
  name        text NOT NULL,
  PRIMARY KEY (language, in_language)
);
COMMENT ON TABLE language_name IS
  'What a language is called in seven world languages and in itself';

CREATE TABLE spoken_in (
  country  country_code REFERENCES country,
  language language_code REFERENCES language,
  percent  numeric(6, 3) NOT NULL CHECK (percent BETWEEN 0 AND 100),
  status   text CHECK (status IN ('official', 'de_facto_official', 'official_regional')),
  PRIMARY KEY (country, language)
);
COMMENT ON COLUMN spoken_in.percent IS
  'of the people of the country who can speak it; many speak several, so the sum may pass 100';
COMMENT ON COLUMN spoken_in.status IS 'NULL: spoken, but not official';
CREATE INDEX ON spoken_in (language);

CREATE TABLE currency (
  code     currency_code PRIMARY KEY,
  name     text NOT NULL UNIQUE,
  symbol   text,
  decimals smallint NOT NULL CHECK (decimals BETWEEN 0 AND 4)
);
COMMENT ON TABLE currency IS 'ISO 4217, legal tender today';
COMMENT ON COLUMN currency.decimals IS 'digits after the point in prices';

CREATE TABLE used_in (
  country  country_code REFERENCES country,
  currency currency_code REFERENCES currency,
  since    date,
  PRIMARY KEY (country, currency)
);
CREATE INDEX ON used_in (currency);

CREATE TABLE border (
  country   country_code REFERENCES country,
  neighbour country_code REFERENCES country,
  PRIMARY KEY (country, neighbour),
  CHECK (country < neighbour)
);
COMMENT ON TABLE border IS 'Land borders; each is listed once, under the code that comes first';
CREATE INDEX ON border (neighbour);

CREATE TABLE city (
  id         integer PRIMARY KEY,
  name       text NOT NULL,
  country    country_code NOT NULL REFERENCES country,
  population integer CHECK (population > 0),
  latitude   double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude  double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180)
);
COMMENT ON TABLE city IS 'Cities of 100,000 people or more, and all capitals; ids of GeoNames';
COMMENT ON COLUMN city.latitude IS 'degrees north, WGS 84';
COMMENT ON COLUMN city.longitude IS 'degrees east, WGS 84';
CREATE INDEX ON city (country);
CREATE INDEX ON city (population);

CREATE TABLE capital (
  country country_code PRIMARY KEY REFERENCES country,
  city    integer NOT NULL UNIQUE REFERENCES city
);

CREATE TABLE organisation (
  code organisation_code PRIMARY KEY,
  name text NOT NULL UNIQUE
);

CREATE TABLE membership (
  organisation organisation_code REFERENCES organisation,
  country      country_code REFERENCES country,
  PRIMARY KEY (organisation, country)
);
CREATE INDEX ON membership (country);

CREATE TABLE time_zone (
  name            text PRIMARY KEY,
  standard_offset integer NOT NULL CHECK (standard_offset BETWEEN -720 AND 840),
  summer_offset   integer CHECK (summer_offset BETWEEN -720 AND 840)
);
COMMENT ON TABLE time_zone IS 'Zones of the IANA time zone database';
COMMENT ON COLUMN time_zone.standard_offset IS 'minutes east of Greenwich';
COMMENT ON COLUMN time_zone.summer_offset IS 'the same in summer; NULL where clocks stay';

CREATE TABLE country_time_zone (
  country   country_code REFERENCES country,
  time_zone text REFERENCES time_zone,
  PRIMARY KEY (country, time_zone)
);
CREATE INDEX ON country_time_zone (time_zone);
