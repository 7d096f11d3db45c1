# Completion of defsearch in bash 4.4 and later. The program prints a row for each candidate: value, tab, description.

_defsearch() {
    local IFS=$'\n' row value
    local line=${COMP_LINE:0:COMP_POINT}
    local -a rows values
    COMPREPLY=()
    mapfile -t rows < <(_DEFSEARCH_COMPLETE=rows _DEFSEARCH_LINE=$line "$1" 2>/dev/null)
    [[ ${rows[0]-} ]] || return
    compopt -o nosort 2>/dev/null
    case ${rows[0]} in
        *$'\t<files>') compopt -o filenames; COMPREPLY=($(compgen -f -- "$2")); return ;;
        *$'\t<folders>') compopt -o filenames; COMPREPLY=($(compgen -d -- "$2")); return ;;
    esac
    # Bash divides words at = and :, and replaces only what is after the last of them.
    local word=${line##*[[:space:]]} kept=
    [[ $word == *"$2" ]] && kept=${word%"$2"}
    for row in "${rows[@]}"; do
        value=${row%%$'\t'*}
        value=${value#"$kept"}
        # An open quote stays; without one, a space needs a backslash.
        [[ ${COMP_WORDS[COMP_CWORD]} == [\"\']* || $value != *' '* ]] || printf -v value %q "$value"
        values+=("$value")
    done
    if ((${#values[@]} == 1)); then
        [[ ${values[0]} == *: ]] && compopt -o nospace
    elif [[ $COMP_TYPE == 33 || $COMP_TYPE == 63 || $COMP_TYPE == 64 ]]; then
        # Bash only shows these, and takes what they have in common: a description may follow.
        for row in "${!rows[@]}"; do
            [[ ${rows[row]} == *$'\t'?* ]] && values[row]+="  (${rows[row]#*$'\t'})"
        done
    fi
    COMPREPLY=("${values[@]}")
}

complete -F _defsearch defsearch
