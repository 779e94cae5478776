/* simile vocab show and check: what a vocabulary holds, and how it fits a text. */
#ifndef SIMILE_CLI_VOCAB_VIEWS_H
#define SIMILE_CLI_VOCAB_VIEWS_H

extern const char simile_vocab_show_summary[], simile_vocab_check_summary[];

/* As commands: the exit code is returned. */
int simile_vocab_show(int argc, char **argv);
int simile_vocab_check(int argc, char **argv);

#endif
