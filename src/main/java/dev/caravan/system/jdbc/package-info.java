/**
 * Any other database, by its JDBC driver: to read from. MariaDB and MySQL are known by name ({@link
 * dev.caravan.system.jdbc.MariaDialect}), everything else is read as JDBC describes it. May use model, spi and relational.
 */
package dev.caravan.system.jdbc;
