/**
 * Neo4j graphs as targets, over Bolt by Neo4j's own driver. A table is a label, or a relationship written as in Cypher; rows are
 * nodes or relationships, columns their properties. A chunk and its ledger row are one transaction.
 */
package dev.caravan.system.neo4j;
