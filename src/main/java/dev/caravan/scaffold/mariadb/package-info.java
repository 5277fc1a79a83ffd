/** Reads the tables of a MariaDB or MySQL database. */
package dev.caravan.scaffold.mariadb;
