/* Reads every event of the YAML files named in its arguments with libyaml and counts them: the least that reading a
   manifest can cost. Exits with 1 when a file cannot be read or is not YAML. */
#include <stdio.h>
#include <yaml.h>

static long events_of(FILE *file) {
    yaml_parser_t parser;
    yaml_event_t event;
    long count = 0;
    int ended = 0;
    if (!yaml_parser_initialize(&parser)) return -1;
    yaml_parser_set_input_file(&parser, file);
    while (!ended) {
        if (!yaml_parser_parse(&parser, &event)) {
            count = -1;
            break;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        count++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return count;
}

int main(int argc, char **argv) {
    long total = 0;
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        long count = file ? events_of(file) : -1;
        if (file) fclose(file);
        if (count < 0) {
            fprintf(stderr, "%s cannot be read as YAML\n", argv[i]);
            return 1;
        }
        total += count;
    }
    printf("%ld events\n", total);
    return 0;
}
