/** The only room that knows Camel: starts the house, makes routes from templates, stands at the stage gate. */
package dev.caravan.camel;
