/** {@code edit}: keys and texts of files, everything else byte for byte as it was. */
package dev.caravan.step.edit;
