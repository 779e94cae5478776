/* The commands of the program: one file each. A command takes its own arguments, argv[0] being its name, and returns
 * the exit code: 0 good, 1 failed, 2 wrong usage or configuration. Results go to stdout, everything else to stderr. */
#ifndef SIMILE_CLI_COMMANDS_H
#define SIMILE_CLI_COMMANDS_H

int simile_cmd_train(int argc, char **argv);
int simile_cmd_encode(int argc, char **argv);
int simile_cmd_eval(int argc, char **argv);
int simile_cmd_report(int argc, char **argv);
int simile_cmd_vocab(int argc, char **argv);
int simile_cmd_tokenize(int argc, char **argv);
int simile_cmd_info(int argc, char **argv);

#endif
