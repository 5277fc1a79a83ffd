/** {@code archive}: a system or folder packed into one file, which is read back and compared. */
package dev.caravan.step.archive;
